"""The files of a log (日志文件): tiles, bundles and the checkpoint of one year below the home.

A file appears whole or not at all, and is on the disk before the database says that it counts.
Anything that can serve a directory can serve a log.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tongban.oversight.log import disk
from tongban.oversight.log.domain.tiles import ENTRIES, HASH, WIDTH, Tile, bundle, unbundle

CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Files:
    """The directory of one year's log (日志目录)."""

    folder: Path

    def read(self, tile: Tile) -> bytes:
        """Return a tile's bytes, from the full one where that has come since; FileNotFoundError."""
        if tile.width == WIDTH:
            return (self.folder / tile.path).read_bytes()
        try:
            return (self.folder / tile.path).read_bytes()
        except FileNotFoundError:
            whole = (self.folder / tile.full.path).read_bytes()
        if tile.level == ENTRIES:
            return bundle(unbundle(whole)[: tile.width])
        return whole[: tile.width * HASH]

    def write(self, made: Iterable[tuple[Tile, bytes]]) -> None:
        """Write tiles, each whole, all of them on the disk when this returns."""
        several = list(made)
        disk.put_all((self.folder / tile.path, content) for tile, content in several)
        for path in (self.folder / tile.path for tile, _ in several if tile.width == WIDTH):
            # Whoever wants part of a full tile takes it from the whole.
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def entries(self, number: int, width: int) -> list[bytes]:
        """Return the entries of a bundle."""
        return unbundle(self.read(Tile(ENTRIES, number, width)))

    def checkpoint(self) -> str | None:
        """Return the checkpoint that was published last, None before the first."""
        try:
            return (self.folder / CHECKPOINT).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def publish(self, note: str) -> None:
        """Put a new checkpoint in place of the last."""
        disk.put(self.folder / CHECKPOINT, note.encode())


def files(year: int) -> Files:
    """Return the files of a year's log."""
    return Files(Path(settings.HOME) / "log" / str(year))
