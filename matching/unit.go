package matching

import (
	"strings"
	"sync"

	"github.com/payable-ap/payable"
	"github.com/shopspring/decimal"
)

// A unit is a UN/ECE Recommendation 20 code with its size in the smallest unit
// of its kind, as a power of ten: only such conversions are exact, and exact they
// must be, for what is allocated and what remains sum to what is billed.
type unit struct {
	code  string
	kind  string // mass, volume, length, area, or the code itself
	power int32
}

// units lists how documents and ledgers write each unit, after folding: capitals,
// letters and digits only. Piece, each and unit are one unit: no ledger and no
// vendor keeps C62, H87 and EA apart. ST is a sheet in Recommendation 20 and a
// piece (Stück) in every German ledger; the ledgers win.
var units = []struct {
	unit
	names string
}{
	{unit{"C62", "piece", 0}, "C62 H87 EA PCE PCS PC PIECE PIECES EACH UNIT UNITS UN U NAR NMB PZ ST STK STCK STUCK STUECK STUECKE STUCKE ITEM ITEMS NR NO DARN UDO"},
	{unit{"GRM", "mass", 0}, "GRM G GR GRAM GRAMS GRAMM"},
	{unit{"KGM", "mass", 3}, "KGM KG KGS KILO KILOS KILOGRAM KILOGRAMM"},
	{unit{"TNE", "mass", 6}, "TNE T TO TON TONNE TONNES TONNEN"},
	{unit{"MLT", "volume", 0}, "MLT ML"},
	{unit{"LTR", "volume", 3}, "LTR L LT LITER LITERS LITRE LITRES"},
	{unit{"HLT", "volume", 5}, "HLT HL"},
	{unit{"MTQ", "volume", 6}, "MTQ M3 CBM KUBIKMETER"},
	{unit{"MMT", "length", 0}, "MMT MM"},
	{unit{"CMT", "length", 1}, "CMT CM"},
	{unit{"MTR", "length", 3}, "MTR M METER METERS METRE METRES LFM"},
	{unit{"KMT", "length", 6}, "KMT KM"},
	{unit{"MTK", "area", 0}, "MTK M2 QM SQM"},
	{unit{"HUR", "HUR", 0}, "HUR H HR HRS HOUR HOURS STD STUNDE STUNDEN AWR"},
	{unit{"DAY", "DAY", 0}, "DAY DAYS TAG TAGE DIWRNOD"},
	{unit{"WEE", "WEE", 0}, "WEE WEEK WEEKS WOCHE WOCHEN"},
	{unit{"MON", "MON", 0}, "MON MONTH MONTHS MONAT MONATE MIS"},
	{unit{"ANN", "ANN", 0}, "ANN YEAR YEARS JAHR JAHRE"},
	{unit{"KWH", "KWH", 0}, "KWH"},
	{unit{"SET", "SET", 0}, "SET SETS SATZ"},
	{unit{"PR", "PR", 0}, "PR PAIR PAIRS PAAR PAA"},
	{unit{"DZN", "DZN", 0}, "DZN DOZEN DUTZEND"},
	{unit{"XBX", "XBX", 0}, "XBX BX BOX BOXES"},
	{unit{"XCT", "XCT", 0}, "XCT CT CTN CARTON CARTONS KARTON KAR KRT"},
	{unit{"XPK", "XPK", 0}, "XPK PK PAK PACK PACKS PACKUNG PKG"},
	{unit{"XPX", "XPX", 0}, "XPX PAL PALETTE PALLET PALLETS"},
	{unit{"XRO", "XRO", 0}, "XRO RO ROL ROLL ROLLS ROLLE ROLLEN"},
	{unit{"LS", "LS", 0}, "LS PSCH PAUSCHAL LUMPSUM"},
}

// unitOf reads a unit as written. One that is not in the table is a unit of its
// own kind: equal spellings are equal, and nothing converts to it.
func unitOf(s string) unit {
	name := strings.ToUpper(strings.Join(words(s), ""))
	if u, ok := unitsByName()[name]; ok {
		return u
	}
	return unit{name, name, 0}
}

var unitsByName = sync.OnceValue(func() map[string]unit {
	m := map[string]unit{}
	for _, row := range units {
		for name := range strings.FieldsSeq(row.names) {
			m[name] = row.unit
		}
	}
	return m
})

// measured reports whether a unit is one of weight, volume or length, which
// nobody delivers to the gram.
func (u unit) measured() bool {
	switch u.kind {
	case "mass", "volume", "length", "area":
		return true
	}
	return false
}

// convert returns q of unit a in unit b, and whether that is known. A unit
// not stated on one side is taken as the other's: the price then shows whether it
// was.
func convert(q decimal.Decimal, a, b unit) (decimal.Decimal, bool) {
	switch {
	case a.kind == "" || b.kind == "" || a == b:
		return q, true
	case a.kind == b.kind:
		return q.Shift(a.power - b.power), true
	}
	return q, false
}

// unitKnown reports lines whose unit does not compare with the order's. Neither
// quantity nor price means anything then.
func unitKnown(w *work) []payable.Finding {
	var out []payable.Finding
	for _, l := range w.lines {
		if w.billsNothing(l) {
			continue
		}
		if l.target == nil {
			out = append(out, because(l.no, l.why))
			continue
		}
		printed, ordered := l.unit, l.target.unit
		f := found(pass, "UNIT_KNOWN.same", "got", l.Unit, "want", l.target.Unit)
		switch {
		case l.why == payable.UnitKnown:
			f.Outcome, f.Message = review, "UNIT_KNOWN.unknown"
		case printed.kind == "" || ordered.kind == "":
			f.Outcome, f.Message = info, "UNIT_KNOWN.assumed"
		case printed != ordered:
			f.Message = "UNIT_KNOWN.converted"
		}
		f.Line = l.no
		out = append(out, f)
	}
	return out
}
