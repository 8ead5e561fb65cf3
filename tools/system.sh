#!/usr/bin/env bash
# System packages that only some tests, judges and pictures need: a browser and a font with Chinese characters,
# a hardware module in software, a second make of database, a false clock, other people's checkers of logs and PDF.
# As root on Debian or Ubuntu they are installed; otherwise what is missing is named, and nothing fails.
set -uo pipefail
missing=()
need() { eval "$1" >/dev/null 2>&1 || missing+=("${@:2}"); }
need 'command -v chromium || command -v chromium-browser' chromium
need 'fc-list | grep -iE "Noto (Serif|Sans) CJK"' fontconfig fonts-noto-cjk
need 'command -v openssl' openssl
need 'command -v softhsm2-util' softhsm2
need 'ls /usr/sbin/mariadbd' mariadb-server
need 'command -v faketime' faketime
need 'command -v pdfsig' poppler-utils
need 'command -v go && ls -d /usr/share/gocode/src/golang.org/x/mod' golang-go golang-golang-x-mod-dev
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'Installing %s …\n' "${missing[*]}" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 && exit 0
fi
printf 'Missing: %s. The tests that need them are skipped by name; an administrator installs them with: apt install %s\n' \
    "${missing[*]}" "${missing[*]}" >&2
exit 0
