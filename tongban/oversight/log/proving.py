"""Proving (出具证明): from a row to the receipt that anybody can check without us."""

import re

from tongban.oversight.log import store
from tongban.oversight.log.domain.notes import Note
from tongban.oversight.log.domain.problems import NotInLog
from tongban.oversight.log.domain.receipts import Receipt
from tongban.oversight.log.domain.tiles import ENTRIES, WIDTH, Tile, nodes, width
from tongban.oversight.log.domain.trees import inclusion
from tongban.oversight.log.files import files

_PATH = re.compile(
    r"(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x\d{3}/)*)(\d{3})(?:\.p/([1-9]\d{0,2}))?"
)


def years() -> list[int]:
    """Return the years that have a log, the newest first."""
    return [tree.year for tree in store.trees()]


def receipt(source: str, row: int) -> Receipt:
    """Prove a row against the checkpoint published last; raises NotInLog."""
    entry = store.place(source, row)
    if entry is None:
        raise NotInLog
    kept = files(entry.year)
    said = kept.checkpoint()
    if said is None:
        raise NotInLog
    note = Note.parse(said)
    size = note.checkpoint.size
    if entry.place >= size:
        raise NotInLog
    number, within = divmod(entry.place, WIDTH)
    data = kept.entries(number, width(ENTRIES, number, size))[within]
    proof = inclusion(entry.place, size, nodes(kept.read, size))
    return Receipt(data, entry.place, tuple(proof), note)


def tile(year: int, path: str) -> bytes | None:
    """Return a tile or bundle by its path, None for what no published checkpoint covers."""
    found = _PATH.fullmatch(path)
    kept = files(year)
    said = kept.checkpoint()
    if found is None or said is None:
        return None
    level = ENTRIES if found[1] == "entries" else int(found[1])
    number = int(re.sub(r"\D", "", found[2]) + found[3])
    asked = Tile(level, number, int(found[4] or WIDTH))
    size = Note.parse(said).checkpoint.size
    if asked.path != f"tile/{path}" or not 0 < asked.width <= width(level, number, size):
        return None
    try:
        return kept.read(asked)
    except FileNotFoundError:
        return None
