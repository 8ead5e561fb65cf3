"""Verify an archive package with Python's standard library and openssl alone (档案包自检).

    python3 verify.py PACKAGE.zip [CERTIFICATE.pem …]

Checks that every file has the digest of the manifest and nothing else lies in the package, that the
manifest is signed by the key of the certificate inside, and, where certificates are given, that this
one is among them. Exit 0: whole; 1: not; 2: cannot be read.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

OWN = ("manifest.json", "manifest.sig", "signer.pem")
STAMPS = "stamps/"
LARGEST = 4 << 30  # bytes


def faults(package: Path | str, trusted: Iterable[Path | str] = ()) -> list[str]:
    """Return what is wrong with a package, nothing where it is whole."""
    found: list[str] = []
    trusted = list(trusted)
    with zipfile.ZipFile(package) as archive:
        if twice := [name for name, many in Counter(archive.namelist()).items() if many > 1]:
            return [f"{name}: lies in it twice" for name in twice]
        if sum(one.file_size for one in archive.infolist()) > LARGEST:
            return ["the package unpacks to more than any case holds"]
        content = {name: archive.read(name) for name in archive.namelist()}
    if lacking := [name for name in OWN if name not in content]:
        return [f"{name}: missing" for name in lacking]
    listed = json.loads(content["manifest.json"])["files"]
    for name, said in listed.items():
        if name not in content:
            found.append(f"{name}: missing")
        elif hashlib.sha256(content[name]).hexdigest() != said["sha256"]:
            found.append(f"{name}: changed")
    own = {*OWN, *(name for name in content if name.startswith(STAMPS))}
    found += [
        f"{name}: not in the manifest" for name in content if name not in listed and name not in own
    ]
    if not _signed(content):
        found.append("manifest.json: the signature does not hold")
    if trusted and content["signer.pem"].strip() not in [
        Path(one).read_bytes().strip() for one in trusted
    ]:
        found.append("signer.pem: not among the trusted certificates")
    return found


def _signed(content: dict[str, bytes]) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in OWN:
            (place / name).write_bytes(content[name])
        run: list[str | Path] = [
            "openssl",
            "x509",
            "-in",
            place / "signer.pem",
            "-pubkey",
            "-noout",
        ]
        key = subprocess.run(run, capture_output=True, check=False)  # noqa: S603 - openssl alone
        (place / "key.pem").write_bytes(key.stdout)
        run = ["openssl", "dgst", "-sha256", "-verify", place / "key.pem", "-signature",
               place / "manifest.sig", place / "manifest.json"]  # fmt: skip
        done = subprocess.run(run, capture_output=True, check=False)  # noqa: S603 - openssl alone
        return done.returncode == 0


if __name__ == "__main__":
    try:
        wrong = faults(sys.argv[1], sys.argv[2:])
    except (OSError, IndexError, ValueError, KeyError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"cannot be read: {error}\n")
        sys.exit(2)
    sys.stdout.write("\n".join(wrong or ["whole"]) + "\n")
    sys.exit(1 if wrong else 0)
