"""A package of the archive by itself: a bare Python and openssl in an empty environment, no program of ours.

It is whole under the certificate it was made with; a changed byte, a file too many, another city's
certificate and a path to nothing are told. Its papers, and a letter, are read by pikepdf for what
PDF/A-2 asks of a file's structure: mark, metadata, output intent and its profile, embedded fonts,
identifier, no keys, scripts, foreign streams or hidden annotations. That is less than a validator
says: PyPI, npm and Debian have converters and wrappers, and none of them brings veraPDF along.
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
    """Say what keeps a PDF from being PDF/A-2, as far as its structure tells (ISO 19005-2, 6)."""
    wrong = [] if content[:200].split(b"\n")[1][:1] == b"%" else ["no binary mark after the header"]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_metadata() as metadata:
            if metadata.pdfa_status not in ("2B", "2A", "3B"):
                wrong.append(f"not marked PDF/A but {metadata.pdfa_status!r}")
            if str(pdf.docinfo.get("/Title", "")) != str(metadata.get("dc:title", "")):
                wrong.append("its title is not that of its metadata")
        wrong += intents(pdf) + forbidden(pdf)
        wrong += [
            f"the font {font.get('/BaseFont')} is not embedded"
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font" and bare(font)
        ]
    return wrong


def intents(pdf: pikepdf.Pdf) -> list[str]:
    """Say what is wrong with what its colours mean (6.2.3)."""
    found = [one for one in pdf.Root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    profiles = [one["/DestOutputProfile"] for one in found if "/DestOutputProfile" in one]
    if not profiles or len({one.objgen for one in profiles}) > 1:
        return ["no one output intent of PDF/A with its profile"]
    kept = bytes(profiles[0].read_bytes())
    spaces = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}
    sound = kept[36:40] == b"acsp" and spaces.get(kept[16:20]) == profiles[0].get("/N")
    return [] if sound else ["the profile of the output intent is none"]


def forbidden(pdf: pikepdf.Pdf) -> list[str]:
    """Say what is in it that may not be: keys, scripts, foreign streams, hidden annotations (6.1, 6.3, 6.5)."""
    wrong = ["encrypted"] if pdf.is_encrypted else []
    wrong += [] if "/ID" in pdf.trailer else ["no file identifier"]
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if one.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm") or (
            "/AA" in one
        ):
            wrong.append(f"an action {one.get('/S')}")
        filters = one.get("/Filter", []) if isinstance(one, pikepdf.Stream) else []
        named = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
        if "/LZWDecode" in named or (isinstance(one, pikepdf.Stream) and "/F" in one):
            wrong.append("a stream that may not be")
    for page in pdf.pages:
        for each in page.get("/Annots", []):
            flags = int(each.get("/F", 0))
            if each.get("/Subtype") != "/Popup" and (flags & 0b100011 or not flags & 0b100):
                wrong.append(
                    f"an annotation that is hidden or does not print {each.get('/Subtype')}"
                )
    return wrong


def bare(font: pikepdf.Dictionary) -> bool:
    """Whether a font's letters are not in the file (6.2.11.4); a composite font's are its descendant's."""
    if font.get("/Subtype") in ("/Type0", "/Type3"):
        return False
    kept = font.get("/FontDescriptor", {})
    return not any(f"/FontFile{no}" in kept for no in ("", "2", "3"))


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
