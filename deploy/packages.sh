#!/bin/sh
# Installs the Debian or Ubuntu packages that payable needs, and says which. It
# takes no time when nothing is missing.
#
#   deploy/packages.sh        what it takes to build and run
#   deploy/packages.sh test   what the tests need, too
set -eu

run='g++ libtesseract-dev libleptonica-dev tesseract-ocr tesseract-ocr-eng tesseract-ocr-deu
tesseract-ocr-fra tesseract-ocr-cym tesseract-ocr-osd postgresql'
test='dovecot-imapd chromium fonts-dejavu-core swaks poppler-utils'

case "${1:-run}" in
run) want=$run ;;
test) want="$run $test" ;;
*)
	echo "usage: deploy/packages.sh [test]" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo "This is not Debian or Ubuntu, so nothing was installed. payable needs what these packages hold:" >&2
	echo "$want" >&2
	exit 0
fi

# Ubuntu's chromium is a door to a snap, which does not run in a container; a
# browser that is installed by other means will do.
have() {
	dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' && return
	[ "$1" = chromium ] && { command -v chromium || command -v google-chrome || command -v chromium-browser; } >/dev/null
}

missing=
for p in $want; do
	have "$p" || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "Missing packages, and no sudo to install them. As root: apt-get install$missing" >&2
		exit 1
	fi
	sudo=sudo
fi
echo "Installing by apt:$missing"

# The private server is payable's own: Debian need not make and start another.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	$sudo mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
# Dovecot and others are only programs to us: their services stay off.
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
	$sudo chmod 755 $policy
	made=1
	trap '[ -z "$made" ] || $sudo rm -f $policy' EXIT
	trap 'exit 1' INT TERM
fi
$sudo apt-get update -q </dev/null
# shellcheck disable=SC2086 # a list of names
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing </dev/null
