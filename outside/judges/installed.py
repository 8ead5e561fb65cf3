"""What `tongban install` writes, in other people's hands.

crossplane (of the makers of nginx) reads the proxy's file; where they are on this machine, nginx and
Caddy try theirs, and systemd reads the units and says how exposed each service is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import crossplane

MOST_EXPOSED = 20  # tenths; systemd calls up to 2.0 safe


def installed(proxy: str) -> Path:
    """Install into an image and return where."""
    root = Path(tempfile.mkdtemp())
    words = ["install", "--root", str(root), "--host", "city.example", "--proxy", proxy]
    subprocess.run([os.environ["TONGBAN_PROGRAM"], *words], check=True, capture_output=True)
    return root


def nginx(root: Path) -> str:
    """Return what is wrong with nginx's file, empty for nothing."""
    # The file names its certificate and its servers where they will be; here they are in the image.
    text = (root / "etc/nginx/conf.d/tongban.conf").read_text()
    (root / "site.conf").write_text(text.replace("/etc/tongban", f"{root}/etc/tongban"))
    whole = root / "nginx.conf"
    whole.write_text(f"pid {root}/pid; events {{}} http {{ include {root}/site.conf; }}\n")
    read = crossplane.parse(str(whole))
    if read["status"] != "ok":
        return str(read["errors"])
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    return said([program, "-t", "-c", str(whole), "-e", "stderr"]) if program else ""


def caddy(root: Path) -> str:
    """Return what is wrong with Caddy's file, empty for nothing."""
    file = root / "etc/caddy/Caddyfile.d/tongban.caddy"
    program = shutil.which("caddy")
    return (
        said([program, "validate", "--adapter", "caddyfile", "--config", str(file)])
        if program
        else ""
    )


def units(root: Path) -> str:
    """Return what systemd has against the units, or which is too exposed."""
    program = shutil.which("systemd-analyze")
    if not program:
        return ""
    for file in sorted((root / "etc/systemd/system").glob("*.service")):
        done = subprocess.run(
            [program, "security", "--offline=true", f"--root={root}", f"--threshold={MOST_EXPOSED}", file.name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            return f"{file.name}: {(done.stdout + done.stderr).strip().splitlines()[-1]}"
    return ""


def said(command: list[str]) -> str:
    """Run a program; return what it said where it was not content."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr.strip()[-400:] if done.returncode else ""


def main() -> int:
    """Have everybody look, and say what they object to."""
    first, second = installed("nginx"), installed("caddy")
    found = [one for one in (nginx(first), caddy(second), units(first)) if one]
    for one in found:
        print(one, file=sys.stderr)
    for root in (first, second):
        shutil.rmtree(root)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
