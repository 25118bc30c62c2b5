#!/bin/sh
# Runs Fuzz targets one after the other, all of the module or those named:
#
#	deploy/fuzz.sh 30s
#	deploy/fuzz.sh 20m FuzzPage FuzzUBL
#
# A finding is written to testdata/fuzz beside its test and fails every go test
# from then on, until it is mended: commit both. FUZZ_PARALLEL bounds the
# processes of one target (default: one per processor); on a machine that has
# other work: FUZZ_PARALLEL=1 nice -n 19 deploy/fuzz.sh ...
set -u
time=${1:-30s}
[ $# -gt 0 ] && shift
bad=0

# run PACKAGE TARGET
run() {
	echo "== $1 $2"
	# Without a bound Go spends the time on making inputs small, not on finding them.
	go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 10x ${FUZZ_PARALLEL:+-parallel "$FUZZ_PARALLEL"} "$1" || bad=1
}

if [ $# -eq 0 ]; then
	for package in $(go list ./...); do
		list=$(go test -list '^Fuzz' "$package") || {
			echo "$list" >&2
			bad=1
			continue
		}
		for target in $(echo "$list" | grep '^Fuzz'); do
			run "$package" "$target"
		done
	done
fi
for target in "$@"; do
	file=$(grep -rl --include='*_test.go' "^func $target(" .)
	if [ -z "$file" ]; then # a name mistyped must not pass for a target that held
		echo "$target is no target of this module" >&2
		bad=1
		continue
	fi
	for f in $file; do
		run "$(dirname "$f")" "$target"
	done
done
exit $bad
