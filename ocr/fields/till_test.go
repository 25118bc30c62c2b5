package fields

import (
	"testing"

	"github.com/payable-ap/payable"
)

// TestTill reads receipts of tills, where the total stands among other sums, and
// an invoice that was paid in cash, which is no till's.
func TestTill(t *testing.T) {
	for _, tt := range []struct {
		name, drawing string
		want          map[payable.Term]string
	}{
		{"the total is what was handed over less the change", `
         CORNER KITCHEN SDN BHD
         12 HARBOUR ROAD

Chk 97870   21/09/2017 10:20:37 AM
Fried rice            1   12.50
Tea                   2    4.00
Sub Total Before Discount 16.50
Service Charge             1.65
Total Qty                     3
Total Sales               18.15
CASH                      20.00
CHANGE                     1.85`,
			map[payable.Term]string{payable.GrossTotal: "18.15", payable.IssueDate: "2017-09-21", payable.SellerName: "CORNER KITCHEN SDN BHD"}},
		{"the strokes of the date are lost", `
         QUAY STATIONERY LTD
         27032018           CS-20243
Pens                       12.00
Total Amt Payable :        12.00
Tendered                   20.00
Change                      8.00`,
			map[payable.Term]string{payable.GrossTotal: "12.00", payable.IssueDate: "2018-03-27"}},
		{"an invoice that says how it was paid", `
Northwind Tools Ltd                      INVOICE
1 Mill Lane                              Invoice No: 4711
Bath BA1 1AA                             Invoice date: 3 May 2026
                                         Due date: 2 June 2026

Description              Qty   Price    Amount
Hammer                     2   10.00     20.00

Net total                                20.00
VAT 20%                                   4.00
Total                                    24.00
Visa                                      5.00`,
			map[payable.Term]string{payable.GrossTotal: "24.00", payable.SellerName: "Northwind Tools Ltd"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := readOne(t, tt.drawing)
			for k, v := range tt.want {
				if f := d.Fields[k]; f.Value != v && f.Value+"0" != v && f.Value+".00" != v {
					t.Errorf("%s = %q (%.2f, %s), want %q", k, f.Value, f.Confidence, f.Why, v)
				}
			}
		})
	}
}
