#!/bin/sh
# What "make check" checks. It runs everything, then fails if one part did.
set -u
bad=0
part() {
	name=$1
	shift
	if ! "$@"; then
		echo "check: $name: see above" >&2
		bad=1
	fi
}

formatted() {
	files=$(find . -name '*.go' -not -path './bin/*' -not -path './var/*' -exec gofmt -l {} +) || return 1
	[ -z "$files" ] || { echo "not formatted (run gofmt -w):" && echo "$files" && return 1; }
}
static() { "$(go -C deploy/tools tool -n staticcheck)" ./...; }
schema() {
	new=$(mktemp) || return 1
	go run ./internal/pgtest/schema >"$new" && diff -u migrations/schema.sql "$new" >&2
	status=$?
	rm -f "$new"
	[ $status = 0 ] || echo "migrations/schema.sql is not what the migrations amount to: run make schema" >&2
	return $status
}

part gofmt formatted
part vet go vet ./...
part staticcheck static
part "go mod tidy" go mod tidy -diff
part schema schema
exit $bad
