package specimen

var strangers = map[string]stranger{
	"en": {
		given: []string{"Sarah", "Tom", "Olivia", "Derek", "Priya"}, sons: "& Sons",
		house:     []string{"The Copper Kettle", "Riverside Garage", "Old Mill Bakery", "St. Brannock's School", "University of Westmere", "Harbour Lights", "Green Lane Nursery", "Borough of Eastwick"},
		attention: []string{"Attn:", "Attention:", "FAO", "c/o", "ATTN:"}, departments: []string{"Accounts Payable", "Purchasing Department", "Finance Team"},
		shipTo: []string{"Ship to", "Deliver to", "Delivery address", "Ship To"}, sites: []string{"Warehouse 4", "Riverside Depot", "Unit 7 Stores", "Site Office"},
		holder: []string{"Account name", "Account holder", "Beneficiary"},
	},
	"de": {
		given: []string{"Sabine", "Jürgen", "Katrin", "Uwe", "Mehmet"}, sons: "& Söhne",
		house:     []string{"Gasthof zum Anker", "Stadtwerke Neuental", "Blumen am Markt", "Hofladen Sonnenberg", "Universität Westmark", "Gemeinde Oberbach", "Praxis am Stadtpark"},
		attention: []string{"z. Hd.", "z. Hd. Frau", "z.Hd.", "zu Händen", "c/o"}, departments: []string{"Abteilung Einkauf", "Buchhaltung", "Kreditorenbuchhaltung"},
		shipTo: []string{"Lieferadresse", "Lieferanschrift", "Lieferung an"}, sites: []string{"Lager Süd", "Werk 2", "Baustelle Ring 5", "Filiale West"},
		holder: []string{"Kontoinhaber", "Empfänger"},
	},
	"fr": {
		given: []string{"Hélène", "Luc", "Amandine", "Thierry"}, sons: "et Fils",
		house:     []string{"Le Petit Marché", "Mairie de Valcourt", "Maison Chardon", "Au Fil du Bois", "Boulangerie du Port", "Lycée Marcel Aubin"},
		attention: []string{"À l'attention de", "A l'attention de", "Attn :", "c/o"}, departments: []string{"Service comptabilité", "Service achats"},
		shipTo: []string{"Adresse de livraison", "Livré à", "Livraison"}, sites: []string{"Dépôt Nord", "Entrepôt B", "Chantier Les Halles"},
		holder: []string{"Titulaire du compte", "Bénéficiaire"},
	},
	"cy": {
		given: []string{"Siân", "Gareth", "Elin", "Huw"}, sons: "a'i Feibion",
		house:     []string{"Ysgol Bro Eirwg", "Caffi'r Harbwr", "Cyngor Glanrhyd", "Siop y Pentan"},
		attention: []string{"At sylw", "At sylw:", "d/o"}, departments: []string{"Adran Gyllid", "Adran Brynu"},
		shipTo: []string{"Dosbarthu i", "Cyfeiriad dosbarthu"}, sites: []string{"Warws 4", "Depo'r Gogledd"},
		holder: []string{"Enw'r cyfrif"},
	},
	"nl": {
		given: []string{"Anneke", "Joris", "Fatima", "Pieter"}, sons: "& Zonen",
		house:     []string{"Bakkerij de Molen", "Gemeente Oostwoud", "Het Groene Huis", "Fietspunt Centrum"},
		attention: []string{"T.a.v.", "t.a.v.", "Ter attentie van", "p/a"}, departments: []string{"Afdeling Inkoop", "Crediteurenadministratie"},
		shipTo: []string{"Afleveradres", "Leveren aan"}, sites: []string{"Magazijn 4", "Depot Noord"},
		holder: []string{"Rekeninghouder", "T.n.v."},
	},
	"it": {
		given: []string{"Giulia", "Marco", "Chiara", "Davide"}, sons: "e Figli",
		house:     []string{"Comune di Roccabella", "La Bottega del Pane", "Studio Tecnico Alba", "Trattoria al Ponte"},
		attention: []string{"Alla c.a.", "c.a.", "All'attenzione di", "c/o"}, departments: []string{"Ufficio Acquisti", "Amministrazione"},
		shipTo: []string{"Destinazione merce", "Luogo di consegna"}, sites: []string{"Magazzino 4", "Deposito Nord"},
		holder: []string{"Intestatario", "Beneficiario"},
	},
	"es": {
		given: []string{"Lucía", "Javier", "Carmen", "Diego"}, sons: "e Hijos",
		house:     []string{"Ayuntamiento de Valdeoro", "La Tahona del Sur", "Colegio San Telmo", "Taller Los Arcos"},
		attention: []string{"A la atención de", "Att.:", "Attn.", "c/o"}, departments: []string{"Departamento de Compras", "Contabilidad"},
		shipTo: []string{"Dirección de entrega", "Entregar en"}, sites: []string{"Almacén 4", "Nave Norte"},
		holder: []string{"Titular", "Beneficiario"},
	},
}
