"""Definition files on disk (定义文件): reading a directory, putting a new one in its place."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tongban.catalogue import bundles
from tongban.catalogue.domain.directory import FILES


def item_directory(path: Path) -> dict[str, bytes]:
    """Read the four files of an item directory, as far as they are there."""
    if path.is_file():
        return {path.name: path.read_bytes()} if path.name in FILES else {}
    return {name: (path / name).read_bytes() for name in FILES if (path / name).is_file()}


def in_the_way(out: Path, texts: Mapping[str, str]) -> list[str]:
    """Return the files of `out` that a write would change; identical ones are not in the way."""
    found = []
    for name, text in texts.items():
        target = out / name
        if target.is_file() and target.read_text("utf-8", errors="replace") == text:
            continue
        if target.exists() or any(parent.is_file() for parent in _parents(target, out)):
            found.append(name)
    return sorted(found)


def _parents(target: Path, out: Path) -> Iterable[Path]:
    for parent in target.parents:
        yield parent
        if parent == out:
            return


def put(out: Path, texts: Mapping[str, str]) -> None:
    """Write files beneath `out`: all are written aside first, then moved into place.

    An absent or empty directory is put in place by one rename. Files of `out` that are not
    named are left alone.
    """
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        for name, text in texts.items():
            target = aside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        aside.chmod(0o755)
        if not out.exists() or not any(out.iterdir()):
            # rename(2) replaces an empty directory.
            aside.rename(out)
            return
        for name in texts:
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(aside / name, target)  # noqa: PTH105 - replaces a file in one step
    finally:
        shutil.rmtree(aside, ignore_errors=True)


MAX_FILE = 1_300_000  # bytes; four for each character that yamlread accepts, and more


def definition_files(root: Path) -> dict[str, bytes | OSError]:
    """Read every definition file beneath a directory, by its path there.

    Hidden files and directories are left out, linked directories are not followed; a file too
    large to be a definition is cut, so that reading it tells so, and one that cannot be read is
    the error instead. A package, as a folder or zipped, is held against its manifest. Raises
    FileNotFoundError where there is no such directory, BadPackageError.
    """
    if bundles.is_zip(root):
        return dict(bundles.unzipped(root))
    if root.is_file():
        return {root.name: _begin(root)}
    if not root.is_dir():
        raise FileNotFoundError(root)
    found: dict[str, bytes | OSError] = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                path = Path(folder, name)
                found[path.relative_to(root).as_posix()] = _begin(path)
    if (root / bundles.MANIFEST).is_file():
        _check_package(root)
    return found


def _check_package(root: Path) -> None:
    """Raise BadPackageError unless a folder with a manifest is exactly what that one says."""
    held = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }
    bundles.checked(held.pop(bundles.MANIFEST), held)


def _begin(path: Path) -> bytes | OSError:
    try:
        # Without O_NONBLOCK a pipe among the files would be waited for.
        with open(
            path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)
        ) as file:
            return file.read(MAX_FILE)
    except OSError as fault:
        return fault


def digest(texts: Mapping[str, bytes | OSError]) -> str:
    """Return one digest over the names and contents of files."""
    made = hashlib.sha256()
    for name in sorted(texts):
        made.update(f"{name}\0{digest_of(texts[name])}\0".encode())
    return made.hexdigest()


def digest_of(raw: bytes | OSError) -> str:
    """Return the digest of one file."""
    return "" if isinstance(raw, OSError) else hashlib.sha256(raw).hexdigest()
