// Package tools is empty: its go.mod names the tools of "make check" and "make
// audit", which run as
//
//	"$(go -C deploy/tools tool -n staticcheck)" ./...
package tools
