#!/bin/sh
# Lists every module that is linked into payable with the first line of its
# licence, and fails if one has none that this list knows.
set -u
bad=0
go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/payable | sort -u |
	{
		while read -r path version dir; do
			licence=
			for f in "$dir"/LICEN[SC]E* "$dir"/licen[sc]e* "$dir"/License* "$dir"/COPYING* "$dir"/UNLICENSE*; do
				[ -f "$f" ] || continue
				case "$(tr '\n' ' ' <"$f" | tr -s ' ')" in
				*'Apache License'*) licence=Apache-2.0 ;;
				*'Mozilla Public License'*) licence=MPL-2.0 ;;
				*'Permission is hereby granted, free of charge'*) licence=MIT ;;
				*'Redistribution and use in source and binary forms'*) licence=BSD ;;
				*'Permission to use, copy, modify'*) licence=ISC ;;
				*'free and unencumbered software'*) licence=Unlicense ;;
				esac
				[ -z "$licence" ] || break
			done
			[ -n "$licence" ] || bad=1
			printf '%-12s %s %s\n' "${licence:-UNKNOWN}" "$path" "$version"
		done
		exit $bad
	}
