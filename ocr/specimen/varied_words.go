package specimen

// A stock is what more companies and goods of a language are made of.
type stock struct {
	people, trades []string
	wares          []good
	notes          []string // second lines of descriptions
	groups         []string // headings above lines
	rebate         string
	remarks        []string
}

var stocks = map[string]stock{
	"en": {
		people: []string{"Hargreaves", "Ormond", "Whitlock", "Penrose", "Tattersall", "Kemble", "Dunmore", "Ainsley", "Fairclough", "Rudge"},
		trades: []string{"Joinery", "Office Supplies", "Fasteners", "Cleaning Services", "Logistics", "Electrical Wholesale", "Consulting", "Catering", "Plant Hire", "Packaging"},
		wares: []good{{"Toner cartridge, black, high yield", "C62"}, {"Consultancy, on site", "DAY"}, {"Stainless washer M10", "C62"}, {"Pallet wrap 500 mm x 300 m", "C62"}, {"Window cleaning, ground and first floor", "MON"},
			{"Diesel", "LTR"}, {"Oak board 27 mm, planed", "MTK"}, {"Software licence, per user", "MON"}, {"Skip hire 8 yd", "DAY"}, {"Ball bearing 6204-2RS", "C62"}, {"Hand soap refill", "LTR"}, {"Mileage", "KMT"}},
		notes:  []string{"Serial no. 77-4102", "Delivered to the side entrance", "Colour: anthracite, pack of ten", "Period: calendar month"},
		groups: []string{"Materials", "Labour", "Sundries"}, rebate: "Loyalty discount",
		remarks: []string{"Goods remain our property until paid in full.", "Registered office as above. All prices net of VAT.", "Please quote our reference in all correspondence."},
	},
	"de": {
		people: []string{"Krüger", "Albers", "Vogt", "Tiedemann", "Sieveking", "Großmann", "Hölscher", "Petzold", "Reimers", "Zander"},
		trades: []string{"Metallbau", "Druckerei", "Bürobedarf", "Kältetechnik", "Spedition", "Gebäudereinigung", "Elektrogroßhandel", "Ingenieurbüro", "Gartentechnik", "Feinkost"},
		wares: []good{{"Tonerkartusche schwarz, hohe Reichweite", "C62"}, {"Beratung vor Ort", "DAY"}, {"Unterlegscheibe M10 Edelstahl", "C62"}, {"Stretchfolie 500 mm x 300 m", "C62"}, {"Glasreinigung EG und 1. OG", "MON"},
			{"Diesel", "LTR"}, {"Eichenbohle 27 mm, gehobelt", "MTK"}, {"Softwarelizenz je Benutzer", "MON"}, {"Containerstellung 7 m³", "DAY"}, {"Rillenkugellager 6204-2RS", "C62"}, {"Handseife Nachfüllung", "LTR"}, {"Anfahrt", "KMT"}},
		notes:  []string{"Seriennr. 77-4102", "Anlieferung Tor 3", "Farbe: anthrazit, Gebinde zu 10", "Zeitraum: Kalendermonat"},
		groups: []string{"Material", "Lohn", "Sonstiges"}, rebate: "Treuerabatt",
		remarks: []string{"Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.", "Es gelten unsere allgemeinen Geschäftsbedingungen.", "Das Lieferdatum entspricht, soweit nicht anders angegeben, dem Rechnungsdatum."},
	},
	"fr": {
		people: []string{"Lemoine", "Garnier", "Peyrot", "Delcourt", "Vasseur", "Chauvin", "Bérard", "Maréchal"},
		trades: []string{"Menuiserie", "Imprimerie", "Bureautique", "Transports", "Nettoyage", "Plomberie", "Conseil", "Traiteur"},
		wares: []good{{"Cartouche de toner noir", "C62"}, {"Conseil sur site", "DAY"}, {"Rondelle inox M10", "C62"}, {"Film étirable 500 mm x 300 m", "C62"}, {"Nettoyage des vitres", "MON"}, {"Gazole", "LTR"},
			{"Planche de chêne 27 mm rabotée", "MTK"}, {"Licence logicielle par utilisateur", "MON"}, {"Roulement 6204-2RS", "C62"}, {"Déplacement", "KMT"}},
		notes:  []string{"N° de série 77-4102", "Livraison quai 3", "Coloris anthracite, lot de dix", "Période : mois civil"},
		groups: []string{"Fournitures", "Main-d'œuvre", "Divers"}, rebate: "Remise fidélité",
		remarks: []string{"Pas d'escompte pour paiement anticipé.", "En cas de retard, indemnité forfaitaire de 40 € pour frais de recouvrement.", "Réserve de propriété jusqu'au paiement complet."},
	},
	"cy": {
		people: []string{"Prydderch", "Llywelyn", "Gruffudd", "Bebb", "Rhydderch", "Cadwaladr"},
		trades: []string{"Gwaith Coed", "Argraffu", "Glanhau", "Cludiant", "Arlwyo", "Trydan"},
		wares: []good{{"Cetrisen arlliwydd, du", "C62"}, {"Ymgynghori ar y safle", "DAY"}, {"Wasier M10 gwrthstaen", "C62"}, {"Glanhau ffenestri", "MON"}, {"Diesel", "LTR"}, {"Bwrdd derw 27 mm", "MTK"},
			{"Trwydded meddalwedd", "MON"}, {"Teithio", "KMT"}},
		notes:  []string{"Rhif cyfresol 77-4102", "Lliw: llwyd tywyll"},
		groups: []string{"Deunyddiau", "Llafur", "Amrywiol"}, rebate: "Disgownt ffyddlondeb",
		remarks: []string{"Mae'r nwyddau'n eiddo i ni nes eu talu'n llawn.", "Dyfynnwch ein cyfeirnod ym mhob gohebiaeth."},
	},
	"nl": {
		people: []string{"De Wit", "Van Leeuwen", "Hoekstra", "Brouwer", "Ter Horst", "Kuipers", "Visscher"},
		trades: []string{"Metaalbewerking", "Drukkerij", "Kantoorartikelen", "Transport", "Schoonmaak", "Elektrogroothandel", "Advies"},
		wares: []good{{"Tonercartridge zwart", "C62"}, {"Advies op locatie", "DAY"}, {"Sluitring M10 rvs", "C62"}, {"Rekfolie 500 mm x 300 m", "C62"}, {"Glasbewassing begane grond", "MON"}, {"Diesel", "LTR"},
			{"Eiken plank 27 mm geschaafd", "MTK"}, {"Softwarelicentie per gebruiker", "MON"}, {"Kogellager 6204-2RS", "C62"}, {"Reiskosten", "KMT"}},
		notes:  []string{"Serienr. 77-4102", "Aflevering poort 3", "Kleur: antraciet, per tien", "Periode: kalendermaand"},
		groups: []string{"Materiaal", "Arbeid", "Overig"}, rebate: "Klantenkorting",
		remarks: []string{"Geleverde goederen blijven ons eigendom tot volledige betaling.", "Op alle leveringen zijn onze voorwaarden van toepassing."},
	},
	"it": {
		people: []string{"Bassani", "Colleoni", "Ferraris", "Gualtieri", "Moretti", "Pellegrini", "Zanardi"},
		trades: []string{"Falegnameria", "Tipografia", "Forniture Ufficio", "Trasporti", "Pulizie", "Impianti", "Consulenza"},
		wares: []good{{"Cartuccia toner nera", "C62"}, {"Consulenza in sede", "DAY"}, {"Rondella inox M10", "C62"}, {"Film estensibile 500 mm x 300 m", "C62"}, {"Pulizia vetri piano terra", "MON"}, {"Gasolio", "LTR"},
			{"Tavola di rovere 27 mm piallata", "MTK"}, {"Licenza software per utente", "MON"}, {"Cuscinetto 6204-2RS", "C62"}, {"Trasferta", "KMT"}},
		notes:  []string{"Matricola 77-4102", "Consegna porta 3", "Colore antracite, conf. da dieci", "Periodo: mese solare"},
		groups: []string{"Materiali", "Manodopera", "Varie"}, rebate: "Sconto fedeltà",
		remarks: []string{"La merce resta di nostra proprietà fino al saldo.", "Contributo ambientale CONAI assolto ove dovuto."},
	},
	"es": {
		people: []string{"Carrasco", "Ibáñez", "Olivares", "Peñalver", "Quintana", "Salcedo"},
		trades: []string{"Carpintería", "Imprenta", "Material de Oficina", "Transportes", "Limpiezas", "Instalaciones", "Asesoría"},
		wares: []good{{"Cartucho de tóner negro", "C62"}, {"Asesoramiento en sede", "DAY"}, {"Arandela inox M10", "C62"}, {"Film estirable 500 mm x 300 m", "C62"}, {"Limpieza de cristales", "MON"}, {"Gasóleo", "LTR"},
			{"Tablón de roble 27 mm cepillado", "MTK"}, {"Licencia de software por usuario", "MON"}, {"Rodamiento 6204-2RS", "C62"}, {"Desplazamiento", "KMT"}},
		notes:  []string{"N.º de serie 77-4102", "Entrega puerta 3", "Color antracita, lote de diez", "Periodo: mes natural"},
		groups: []string{"Materiales", "Mano de obra", "Varios"}, rebate: "Descuento por fidelidad",
		remarks: []string{"La mercancía es de nuestra propiedad hasta su pago total.", "Precios sin IVA salvo indicación contraria."},
	},
}
