#!/bin/sh
# Runs every Fuzz target of the module, one after the other: deploy/fuzz.sh 30s
set -u
time=${1:-30s}
bad=0
for package in $(go list ./...); do
	list=$(go test -list '^Fuzz' "$package") || {
		echo "$list" >&2
		bad=1
		continue
	}
	# Without a bound Go spends the time on making inputs small, not on finding them.
	for target in $(echo "$list" | grep '^Fuzz'); do
		echo "== $package $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x "$package" || bad=1
	done
done
exit $bad
