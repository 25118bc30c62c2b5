package locale

import payable "github.com/payable-ap/payable"

// Finding returns the sentence of a finding with its figures. One whose sentence
// the catalogues lack is named by its key, which is still a name people can ask
// about.
func (p Printer) Finding(f payable.Finding) string {
	args := make(map[string]any, len(f.Figures)+1)
	for k, v := range f.Figures {
		args[k] = v
	}
	if _, named := args["line"]; !named {
		args["line"] = f.Line
	}
	return p.T("check."+f.Message, args)
}
