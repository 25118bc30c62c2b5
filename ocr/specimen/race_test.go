//go:build race

package specimen_test

// racing tells tests to sample: the detector makes drawing ten times as slow.
const racing = true
