#!/usr/bin/env bash
# Set up the virtual environment from the lock files with hashes. Usage: tools/setup.sh [base|dev]
# Idempotent and quick the second time: a stamp holds the digest of what was installed.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-base}
python=${PYTHON:-python3}
say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }
stop() { printf '%s\n' "$*" >&2; exit 3; }

command -v "$python" >/dev/null || stop "Python is missing: install Python 3.11 or newer (Debian: apt install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$("$python" --version) is too old: Tongban needs Python 3.11 or newer; name another with PYTHON=python3.12 make …"

digest=$(cat requirements/installer.txt "requirements/$what.txt" pyproject.toml | sha256sum | cut -c1-16)
stamp=.venv/.tongban-$what-$digest
[ -e "$stamp" ] && exit 0

# One set-up at a time; the second waits and then finds the work done.
mkdir -p .cache
exec 9>.cache/setup.lock
flock 9
[ -e "$stamp" ] && exit 0

if [ ! -x .venv/bin/python ]; then
    say "Making the virtual environment .venv …"
    if ! "$python" -m venv .venv 2>.cache/venv.log; then
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "Installing python3-venv …"
            apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
            "$python" -m venv .venv
        else
            cat .cache/venv.log >&2
            stop "Python cannot make a virtual environment here: ask an administrator for 'apt install python3-venv'."
        fi
    fi
fi
say "Installing the locked packages ($what) …"
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/installer.txt
# uv is ten times faster; where it cannot reach the registry that pip is set up for, pip does it.
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "requirements/$what.txt" 2>.cache/uv.log ||
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$what.txt"
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
rm -f .venv/.tongban-"$what"-*
touch "$stamp"
