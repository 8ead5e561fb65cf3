#!/usr/bin/env bash
# Build the one wheel, install it into a fresh environment with the locked packages, and run a city from it:
# the main job, then a portal that answers. Usage: tools/wheel.sh [KEEP-THE-WHEEL-HERE]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-.cache/dist}
tree=$PWD
work=$(mktemp -d /var/tmp/tongban-wheel-XXXXXX)
chmod 755 "$work"
export TONGBAN_HOME=$work/home TONGBAN_SETTINGS=
unset DATABASE_URL
finish() {
    [ -n "${served:-}" ] && { kill "$served" 2>/dev/null || true; wait "$served" 2>/dev/null || true; }
    [ -x "$work/env/bin/tongban" ] && "$work/env/bin/tongban" stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT
say() { printf '%s\n' "$*" >&2; }

# What an earlier build left would go in again.
rm -rf build "$out"/tongban-*.whl
.venv/bin/python -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -w "$out" .
wheel=$(ls "$out"/tongban-*.whl)
rm -rf build
say "wheel: $wheel, $(du -h "$wheel" | cut -f1)"

python3 -m venv "$work/env"
unzip -p "$wheel" tongban/requirements.txt >"$work/requirements.txt" 2>/dev/null ||
    python3 -c "import sys,zipfile; sys.stdout.buffer.write(zipfile.ZipFile('$wheel').read('tongban/requirements.txt'))" >"$work/requirements.txt"
.venv/bin/uv pip install -q --python "$work/env/bin/python" --require-hashes -r "$work/requirements.txt" 2>/dev/null ||
    "$work/env/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$work/requirements.txt"
"$work/env/bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-index "$wheel"
cd "$work"  # nothing of the tree is within reach from here
"$work/env/bin/python" -c "import tongban, sys; sys.exit(tongban.__file__.startswith('$tree'))"
say "a city from the wheel:"
"$work/env/bin/tongban" demo --no-serve >"$work/said" 2>&1 || { tail -20 "$work/said" >&2; exit 1; }
port=$("$work/env/bin/python" -c "import socket; s=socket.socket(); s.bind(('127.0.0.1',0)); print(s.getsockname()[1])")
"$work/env/bin/tongban" serve --port "$port" >"$work/served" 2>&1 &
served=$!
"$work/env/bin/python" - "$port" <<'PYTHON'
import re, sys, time, urllib.error, urllib.request

def read(path):
    return urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}{path}", timeout=10).read()

for _ in range(150):
    try:
        read("/health/ready")
        break
    except (urllib.error.URLError, ConnectionError):
        time.sleep(0.2)
home = read("/").decode()
styles = re.findall(r'href="(/static/[^"]+\.css)"', home)
assert styles and all(read(one) for one in styles), "the pages have no styles"
assert "<html" in home, "the portal's start is no page"
PYTHON
say "the portal answers from the wheel"
