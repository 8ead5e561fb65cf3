"""Files that are whole or not there (整写落盘): on the disk, name and all, before anybody relies on them."""

import os
from collections.abc import Iterable
from pathlib import Path


def put(path: Path, content: bytes) -> None:
    """Put a file in place of the last; it is on the disk when this returns."""
    put_all([(path, content)])


def put_all(several: Iterable[tuple[Path, bytes]]) -> None:
    """Put files in place, each whole; all of them are on the disk when this returns."""
    for folder in {_written(path, content) for path, content in several}:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return path.parent
