#!/usr/bin/env bash
# System packages that only some tests and pictures need: Chromium and a font with Chinese characters.
# As root on Debian or Ubuntu they are installed; otherwise what is missing is named, and nothing fails.
set -uo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
fc-list 2>/dev/null | grep -qiE 'Noto (Serif|Sans) CJK' || missing+=(fonts-noto-cjk)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf 'Installing %s …\n' "${missing[*]}" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig "${missing[@]}"; } >/dev/null 2>&1 && exit 0
fi
printf 'Missing: %s. The tests that need them are skipped by name; an administrator installs them with: apt install %s\n' \
    "${missing[*]}" "${missing[*]}" >&2
exit 0
