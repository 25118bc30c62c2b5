package specimen

import "github.com/shopspring/decimal"

func rate(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// lands gives each language the country its invented companies are in.
var lands = map[string]land{
	"en": {
		country: "GB", currency: "GBP", rate: rate("20"), reduced: rate("5"),
		names:   []string{"Calder Fixings", "Ashby & Rowe", "Northgate Paper", "Pennine Tools", "Harwell Labels", "Stonebridge Catering", "Quay Street Print"},
		forms:   []string{"Ltd", "Limited", "LLP", "plc"},
		streets: []string{"Mill Lane", "Canal Street", "Station Road", "Foundry Way", "Kingsway"},
		banks:   []string{"Bank of Example", "Test & County Bank"},
		cities:  [][2]string{{"LS1 4ZZ", "Leeds"}, {"M2 9ZZ", "Manchester"}, {"BS1 0ZZ", "Bristol"}, {"S3 8ZZ", "Sheffield"}},
		street:  "%[2]d %[1]s", phone: "+44 1632 %06d", register: "England 0%05d", freight: "Carriage",
		goods: []good{{"Hex bolt M8 x 40, zinc plated, box of 100", "XBX"}, {"Copier paper A4 80 gsm", "XBX"}, {"Safety gloves, size 9", "PR"}, {"Site survey", "HUR"}, {"Steel plate 2 mm, cut to size according to drawing 4471 rev. C", "KGM"}, {"Cable drum, 3 x 2.5", "MTR"}, {"Desk lamp LED, black", "C62"}, {"Maintenance contract, monthly fee", "MON"}},
	},
	"de": {
		country: "DE", currency: "EUR", rate: rate("19"), reduced: rate("7"),
		names:   []string{"Lindenhof Werkzeuge", "Hartmann & Böhm", "Nordlicht Elektro", "Papierkontor Weser", "Brückner Verpackung", "Schrauben Keßler", "Müritz Labortechnik"},
		forms:   []string{"GmbH", "GmbH & Co. KG", "AG", "e.K.", "OHG"},
		streets: []string{"Hafenstraße", "Lindenallee", "Am Gewerbepark", "Mühlenweg", "Industriestraße"},
		banks:   []string{"Musterbank Nord", "Beispielkasse Weser"},
		cities:  [][2]string{{"28195", "Bremen"}, {"04109", "Leipzig"}, {"79098", "Freiburg"}, {"44135", "Dortmund"}, {"93047", "Regensburg"}},
		street:  "%s %d", phone: "+49 30 23125 %03d", register: "HRB %d", freight: "Versandkosten",
		goods: []good{{"Sechskantschraube M8 x 40, verzinkt, 100 Stück", "XPK"}, {"Kopierpapier A4, 80 g/m²", "XPK"}, {"Schutzhandschuhe Größe 9", "PR"}, {"Montage vor Ort", "HUR"}, {"Stahlblech 2 mm, Zuschnitt nach Zeichnung 4471 Rev. C", "KGM"}, {"Mantelleitung NYM-J 3 x 1,5", "MTR"}, {"Schreibtischleuchte LED, schwarz", "C62"}, {"Wartungspauschale", "MON"}},
	},
	"fr": {
		country: "FR", currency: "EUR", rate: rate("20"), reduced: rate("5.5"),
		names:   []string{"Atelier du Pont", "Papeterie Clairval", "Ferronnerie Bréhat", "Électricité Marsan", "Cartonnages du Lac"},
		forms:   []string{"SARL", "SAS", "SA", "EURL"},
		streets: []string{"rue des Tanneurs", "avenue de la Gare", "quai du Port", "chemin des Vignes"},
		banks:   []string{"Banque Exemple", "Caisse du Test"},
		cities:  [][2]string{{"69002", "Lyon"}, {"44000", "Nantes"}, {"33000", "Bordeaux"}, {"67000", "Strasbourg"}},
		street:  "%[2]d %[1]s", phone: "+33 1 99 00 %04d", register: "RCS Lyon %d", freight: "Frais de port",
		goods: []good{{"Boulon hexagonal M8 x 40, zingué, boîte de 100", "XPK"}, {"Papier A4 80 g", "XPK"}, {"Gants de sécurité taille 9", "PR"}, {"Intervention sur site", "HUR"}, {"Tôle acier 2 mm, découpe selon plan 4471", "KGM"}, {"Câble 3 x 2,5", "MTR"}, {"Lampe de bureau LED, noire", "C62"}},
	},
	"cy": {
		country: "GB", currency: "GBP", rate: rate("20"), reduced: rate("5"),
		names:   []string{"Gwasg y Dŵr", "Offer Eryri", "Papur Ceredigion", "Trydan Tŷ Mawr", "Cegin Llŷn"},
		forms:   []string{"Cyf", "Cyfyngedig", "a'i Feibion"},
		streets: []string{"Stryd Fawr", "Heol yr Orsaf", "Ffordd y Môr", "Lôn Las"},
		banks:   []string{"Banc Enghraifft"},
		cities:  [][2]string{{"LL57 9ZZ", "Bangor"}, {"SY23 9ZZ", "Aberystwyth"}, {"CF10 9ZZ", "Caerdydd"}},
		street:  "%[2]d %[1]s", phone: "+44 1632 %06d", register: "Cymru 0%05d", freight: "Cludiant",
		goods: []good{{"Bollt hecs M8 x 40, bocs o 100", "XPK"}, {"Papur A4 80 gsm", "XPK"}, {"Menig diogelwch, maint 9", "PR"}, {"Arolwg safle", "HUR"}, {"Plât dur 2 mm wedi'i dorri", "KGM"}, {"Lamp ddesg LED, du", "C62"}},
	},
	"nl": {
		country: "NL", currency: "EUR", rate: rate("21"), reduced: rate("9"),
		names:   []string{"Van Dalen Techniek", "De Brug Papier", "Waterland Installatie", "Noordkade Verpakking"},
		forms:   []string{"B.V.", "V.O.F.", "N.V."},
		streets: []string{"Havenstraat", "Molenweg", "Stationsplein", "Kadelaan"},
		banks:   []string{"Voorbeeldbank"},
		cities:  [][2]string{{"1012 ZZ", "Amsterdam"}, {"3511 ZZ", "Utrecht"}, {"9711 ZZ", "Groningen"}},
		street:  "%s %d", phone: "+31 85 0%06d", register: "KvK %d", freight: "Verzendkosten",
		goods: []good{{"Zeskantbout M8 x 40, verzinkt, doos van 100", "XPK"}, {"Kopieerpapier A4 80 g", "XPK"}, {"Werkhandschoenen maat 9", "PR"}, {"Montage op locatie", "HUR"}, {"Staalplaat 2 mm op maat", "KGM"}, {"Bureaulamp LED, zwart", "C62"}},
	},
	"it": {
		country: "IT", currency: "EUR", rate: rate("22"), reduced: rate("10"),
		names:   []string{"Ferramenta Belvedere", "Carta Viva", "Officina Montelupo", "Elettrica Adda"},
		forms:   []string{"S.r.l.", "S.p.A.", "S.n.c."},
		streets: []string{"Via dei Mille", "Via Garibaldi", "Viale Stazione", "Corso Europa"},
		banks:   []string{"Banca Esempio"},
		cities:  [][2]string{{"20121", "Milano"}, {"40121", "Bologna"}, {"50122", "Firenze"}},
		street:  "%s %d", phone: "+39 02 0000 %04d", register: "REA MI-%d", freight: "Spese di trasporto",
		goods: []good{{"Bullone esagonale M8 x 40, zincato, scatola da 100", "XPK"}, {"Carta A4 80 g", "XPK"}, {"Guanti di sicurezza taglia 9", "PR"}, {"Intervento in sede", "HUR"}, {"Lamiera acciaio 2 mm su misura", "KGM"}, {"Lampada da tavolo LED, nera", "C62"}},
	},
	"es": {
		country: "ES", currency: "EUR", rate: rate("21"), reduced: rate("10"),
		names:   []string{"Talleres Montseny", "Papelería Duero", "Suministros Alcor", "Ferretería del Ebro"},
		forms:   []string{"S.L.", "S.A.", "S.L.U."},
		streets: []string{"Calle Mayor", "Avenida del Puerto", "Calle de la Estación", "Paseo del Río"},
		banks:   []string{"Banco Ejemplo"},
		cities:  [][2]string{{"28013", "Madrid"}, {"46002", "Valencia"}, {"50001", "Zaragoza"}},
		street:  "%s, %d", phone: "+34 910 %06d", register: "Hoja M-%d", freight: "Gastos de envío",
		goods: []good{{"Tornillo hexagonal M8 x 40, cincado, caja de 100", "XPK"}, {"Papel A4 80 g", "XPK"}, {"Guantes de seguridad talla 9", "PR"}, {"Montaje en obra", "HUR"}, {"Chapa de acero 2 mm a medida", "KGM"}, {"Lámpara de mesa LED, negra", "C62"}},
	},
}
