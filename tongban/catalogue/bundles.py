"""Definition packages (定义包): a folder or a zip with a manifest that names every file's digest.

A type of licence is installed as such a package: its definitions, and the manifest that says what
the package is, of which version, and which files belong to it. It is published the way every
definition is; a file that was changed, is missing, or is not named stops the whole package.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

MANIFEST = "package.json"
FORMAT = "tongban-package/1"
LARGEST, MOST = 20_000_000, 2000


class BadPackageError(OSError):
    """What is wrong with a package (定义包有误); `strerror` says it, as of any file."""

    def __init__(self, said: str) -> None:
        super().__init__(0, said)


def is_zip(path: Path) -> bool:
    """Tell whether a path is a zipped package."""
    return path.is_file() and zipfile.is_zipfile(path)


def unzipped(path: Path) -> dict[str, bytes]:
    """Read the definition files of a zipped package; raises BadPackageError."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        listed = [one for one in archive.infolist() if not one.is_dir()]
        if len(listed) > MOST or sum(one.file_size for one in listed) > LARGEST:
            raise BadPackageError("the package is too large")
        if any(one.filename.startswith("/") or ".." in one.filename.split("/") for one in listed):
            raise BadPackageError("a name leads out of the package")
        files = {one.filename: archive.read(one) for one in listed}
    found = next((name for name in files if PurePosixPath(name).name == MANIFEST), None)
    if found is None:
        raise BadPackageError(f"there is no {MANIFEST} in it")
    root = found.removesuffix(MANIFEST)
    inside = {name.removeprefix(root): raw for name, raw in files.items() if name.startswith(root)}
    return checked(inside.pop(MANIFEST), inside)


def checked(manifest: bytes, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the definition files that a manifest names; raises BadPackageError."""
    named = _named(manifest)
    if said := next(_faults(named, files), ""):
        raise BadPackageError(said)
    return {name: raw for name, raw in files.items() if name.endswith((".yaml", ".yml"))}


def _named(manifest: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(manifest)
    except ValueError as fault:
        raise BadPackageError(f"{MANIFEST} is no JSON") from fault
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadPackageError(f"{MANIFEST} must say format {FORMAT}")
    named = said.get("files")
    if not isinstance(named, dict) or not named or not said.get("id") or not said.get("version"):
        raise BadPackageError(f"{MANIFEST} must say id, version and files")
    return named


def _faults(named: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(set(named) | set(files)):
        if name not in files:
            yield f"{name} is missing"
        elif name not in named:
            yield f"{name} is not named in {MANIFEST}"
        elif sha256(files[name]).hexdigest() != named[name]:
            yield f"{name} is not as the manifest says (its SHA-256 differs)"


def manifest(identifier: str, version: str, files: Mapping[str, bytes]) -> bytes:
    """Write the manifest of a package, for whoever makes one."""
    digests = {name: sha256(raw).hexdigest() for name, raw in sorted(files.items())}
    said = {"format": FORMAT, "id": identifier, "version": version, "files": digests}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
