//go:build !race

package specimen_test

const racing = false
