package fields

import (
	"testing"

	"github.com/payable-ap/payable"
)

// TestTables reads tables of the kinds that paper has.
func TestTables(t *testing.T) {
	type line = map[payable.Term]string
	const qty, price, total, text, sku, unit, base, order, rate = payable.LineQuantity, payable.LineUnitPrice, payable.LineTotal, payable.LineDescription, payable.LineSKU, payable.LineUnit, payable.LinePriceBase, payable.LinePOLine, payable.LineVATRate
	for _, tt := range []struct {
		name, drawing string
		want          []line
	}{
		{"a sum after each group does not end the table", `
Invoice No: 31          Date: 2026-02-03

Description                  Qty       Price        Amount
Materials
Oak board                      2       30.00         60.00
Hinges                         4        2.50         10.00
Subtotal Materials                                   70.00
Labour
Fitting                        3       40.00        120.00
Subtotal Labour                                     120.00

Net total                                           190.00
`, []line{{text: "Oak board", total: "60"}, {text: "Hinges", total: "10"}, {text: "Fitting", qty: "3", price: "40", total: "120"}}},
		{"a discount on a row of its own belongs to the item above", `
Invoice No: 31          Date: 2026-02-03

Description                  Qty       Price        Amount
Oak board                      2       30.00         60.00
Discount 10%                                         -6.00
Hinges                         4        2.50         10.00

Net total                                            64.00
`, []line{{text: "Oak board", qty: "2", price: "30", total: "54"}, {text: "Hinges", total: "10"}}},
		{"figures on the last row of a name that wraps", `
Invoice No: 31          Date: 2026-02-03

Description                         Qty      Price        Amount

Hex bolts, zinc plated, steel, box
of one hundred                       2       30.00         60.00

Hinges of brass, polished and also
lacquered                            4        2.50         10.00

Net total                                                  70.00
`, []line{{text: "Hex bolts, zinc plated, steel, box of one hundred", total: "60"}, {text: "Hinges of brass, polished and also lacquered", total: "10"}}},
		{"names and item numbers on rows below the figures", `
Invoice No: 31          Date: 2026-02-03

Part no.           Qty      Price        Amount
Description
AB-1204              2      30.00         60.00
Oak board

AB-9377              4       2.50         10.00
Hinges

Net total                                 70.00
`, []line{{sku: "AB-1204", text: "Oak board", total: "60"}, {sku: "AB-9377", text: "Hinges", total: "10"}}},
		{"of a list price and a net price the one that counts", `
Invoice No: 31          Date: 2026-02-03

Description                  Qty     Unit price    Disc. %     Net price      Amount
Oak board                      2          40.00         25         30.00       60.00
Hinges                         4           5.00         50          2.50       10.00

Net total                                                                      70.00
`, []line{{qty: "2", price: "30", total: "60"}, {qty: "4", price: "2.5", total: "10"}}},
		{"for how many the price is, in a column of its own", `
Invoice No: 31          Date: 2026-02-03

Description                  Qty       Price      Per        Amount
Oak board                      2       30.00        1         60.00
Washers                      400        2.50      100         10.00

Net total                                                     70.00
`, []line{{price: "30", base: "", total: "60"}, {qty: "400", price: "2.5", base: "100", total: "10"}}},
		{"letters for rates that a row below explains", `
Invoice No: 31          Date: 2026-02-03

Description                  Qty       Price        Amount    VAT
Oak board                      2       30.00         60.00     A
Tea                            4        2.50         10.00     B

Net total                                            70.00
A   20%   60.00   12.00
B    5%   10.00    0.50
Total                                                82.50
`, []line{{text: "Oak board", rate: "20"}, {text: "Tea", rate: "5"}}},
		{"words and an amount, proven by their sum", `
Policy invoice No: 31          Date: 2026-02-03

Household contents                        50.00
Bicycles                                  12.00
Premium                                   62.00
Insurance tax 19 %                        11.78
Total                                     73.78
`, []line{{text: "Household contents", total: "50", qty: "", price: ""}, {text: "Bicycles", total: "12"}}},
		{"a number named below the name, and the order's line", `
Invoice No: 31          Date: 2026-02-03

Description                  Qty       Price        Amount
Oak board                      2       30.00         60.00
Planed
Part no. AB-1204
Order line 20

Hinges                         4        2.50         10.00
Part no. AB-9377

Net total                                            70.00
`, []line{{text: "Oak board", sku: "AB-1204", order: "20"}, {text: "Hinges", sku: "AB-9377", order: ""}}},
		{"the unit in the name", `
Invoice No: 31          Date: 2026-02-03

Qty        Description                         Price        Amount
2          Design (hours)                      30.00         60.00
4          Warm air per litre                   2.50         10.00

Net total                                                    70.00
`, []line{{unit: "HUR"}, {unit: "LTR"}}},
	} {
		t.Run(tt.name, func(t *testing.T) { wantLines(t, readOne(t, tt.drawing), tt.want) })
	}
}
