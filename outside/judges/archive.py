"""A package of the archive by itself: a bare Python and openssl in an empty environment, no program of ours.

It is whole under the certificate it was made with; a changed byte, a file too many, another city's
certificate and a path to nothing are told. Its papers, and a letter, are marked and built as PDF/A
by pikepdf: no validator of PDF/A (veraPDF) can be had from PyPI, npm or Debian.
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pikepdf

SAMPLES = Path(os.environ["TONGBAN_SAMPLES"])
PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys._base_executable


def verify(verifier: Path, package: Path, *trusted: Path) -> int:
    """Return the exit code of the package's own verifier, run with nothing in the environment."""
    command = [PYTHON, "-I", str(verifier), str(package), *map(str, trusted)]
    only = {"PATH": "/usr/bin:/bin"}
    return subprocess.run(command, env=only, capture_output=True, check=False).returncode


def other(package: Path, name: str, change) -> Path:
    """Write the package with one file changed or added."""
    made = package.with_name("other.zip")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(made, "w") as new:
        content = {one: old.read(one) for one in old.namelist()}
        content[name] = change(content.get(name, b""))
        for one, said in content.items():
            new.writestr(one, said)
    return made


def signed(package: Path) -> bool:
    """Whether openssl, asked by us and not by the verifier, finds the signature to hold."""
    with zipfile.ZipFile(package) as kept, tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for one in ("manifest.json", "manifest.sig", "signer.pem"):
            (place / one).write_bytes(kept.read(one))
        key = subprocess.run(
            ["openssl", "x509", "-in", "signer.pem", "-pubkey", "-noout"],
            cwd=place, capture_output=True, check=True,
        ).stdout  # fmt: skip
        (place / "key.pem").write_bytes(key)
        done = subprocess.run(
            ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "manifest.sig",
             "manifest.json"],
            cwd=place, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0


def paper(content: bytes) -> list[str]:
    """Say what keeps a PDF from being PDF/A, as far as its structure tells."""
    wrong = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as metadata:
            if metadata.pdfa_status not in ("2B", "2A", "3B"):
                wrong.append(f"not marked PDF/A but {metadata.pdfa_status!r}")
        if "/OutputIntents" not in pdf.Root:
            wrong.append("no output intent")
        if pdf.is_encrypted:
            wrong.append("encrypted")
        for page in pdf.pages:
            for name, font in page.get("/Resources", {}).get("/Font", {}).items():
                deep = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
                kept = deep.get("/FontDescriptor", {})
                if not any(f"/FontFile{no}" in kept for no in ("", "2", "3")):
                    wrong.append(f"the font {name} is not embedded")
    return wrong


def main() -> int:
    """Judge the sample."""
    package, wrong = SAMPLES / "archive.zip", []
    trusted, stranger = SAMPLES / "archive.pem", SAMPLES / "seal.pem"
    with zipfile.ZipFile(package) as kept:
        verifier = SAMPLES / "verify.py"
        verifier.write_bytes(kept.read("verify.py"))
        papers = [name for name in kept.namelist() if name.endswith(".pdf")]
        first = json.loads(kept.read("metadata.json"))["档号"]
        for name in papers:
            wrong += [f"{name}: {one}" for one in paper(kept.read(name))]
    wrong += [f"letter.pdf: {one}" for one in paper((SAMPLES / "letter.pdf").read_bytes())]
    for code, what, found in (
        (0, "whole", verify(verifier, package)),
        (0, "whole under its certificate", verify(verifier, package, trusted)),
        (1, "a stranger's certificate", verify(verifier, package, stranger)),
        (1, "a changed byte", verify(verifier, other(package, "events.jsonl", flip))),
        (1, "a file too many", verify(verifier, other(package, "x.txt", lambda _: b"x"))),
        (2, "a path to nothing", verify(verifier, SAMPLES / "nothing.zip")),
        (2, "no package", verify(verifier, SAMPLES / "archive.pem")),
    ):
        wrong += [] if code == found else [f"{what}: exit {found}, not {code}"]
    wrong += (
        [] if signed(package) and first and papers else ["openssl: the signature does not hold"]
    )
    for one in wrong:
        print(f"    {one}", file=sys.stderr)
    return 1 if wrong else 0


def flip(content: bytes) -> bytes:
    """Change one bit."""
    return bytes([content[0] ^ 1]) + content[1:]


if __name__ == "__main__":
    sys.exit(main())
