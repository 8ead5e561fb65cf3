"""The face of the transparency log (透明日志): places, proofs, receipts, witnesses, incidents.

Leaves come from the rooms that were joined (`join_source`); nobody writes to the log otherwise.

Problems:  LogProblem
           ├── NotInLog     the row has no place in the log, or not yet (404)
           ├── LogDamaged   the files are not the tree that was signed (503)
           └── BadLogKey    a key that cannot be read
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tongban.kernel.leaves import LeafSource
from tongban.kernel.time import city_date, now
from tongban.oversight.log import (
    incidents,
    integrating,
    names,
    neighbouring,
    proving,
    publishing,
    sources,
    stamping,
    verifying,
    witnessing,
)
from tongban.oversight.log.domain.notes import Checkpoint, NoteKey
from tongban.oversight.log.domain.problems import BadLogKey, LogDamaged, LogProblem, NotInLog
from tongban.oversight.log.domain.receipts import NAME, BrokenReceiptError, Receipt
from tongban.oversight.log.domain.witnessing import Refuse
from tongban.oversight.log.files import Files, files
from tongban.oversight.log.incidents import Incident
from tongban.oversight.log.models import WatchedRow, WitnessRow
from tongban.oversight.log.verifying import Verified

__all__ = [
    "NAME",
    "BadLogKey",
    "BrokenReceiptError",
    "Checkpoint",
    "Files",
    "Incident",
    "LogDamaged",
    "LogProblem",
    "NotInLog",
    "NoteKey",
    "Receipt",
    "Refuse",
    "Verified",
    "WatchedRow",
    "WitnessRow",
    "add_checkpoint",
    "add_witness",
    "anchors",
    "behind",
    "checkpoint",
    "files",
    "incidents_counted",
    "incidents_listed",
    "integrate",
    "join_source",
    "last_stamp",
    "log_key",
    "neighbours",
    "note_incident",
    "publish",
    "receipt",
    "settle_incident",
    "tile",
    "verify",
    "watch",
    "watched",
    "witness_key",
    "witnesses",
    "years",
]


def join_source(name: str, source: LeafSource) -> None:
    """Register a room's leaves under a stable name; the wiring does this."""
    sources.join(name, source)


def integrate(*, at: datetime | None = None, margin: timedelta = integrating.MARGIN) -> int:
    """Give every row that is committed for good its place in the tree; returns how many (编入).

    The worker does this every two seconds. Whatever dies in between, no row is left out and none
    has two places. Raises LogDamaged.
    """
    return integrating.integrate(at or now(), margin=margin)


def publish(*, at: datetime | None = None) -> list[Checkpoint]:
    """Sign what has grown, show it to the witnesses and publish it once enough have cosigned."""
    return publishing.publish(at or now())


def years() -> list[int]:
    """Return the years that have a log, the newest first."""
    return proving.years()


def checkpoint(year: int) -> str | None:
    """Return the note that was published last for a year, None before the first."""
    return files(year).checkpoint()


def tile(year: int, path: str) -> bytes | None:
    """Return a file of the tree by its path ("0/x001/234.p/7"), None for what is not published."""
    return proving.tile(year, path)


def receipt(source: str, row: int) -> Receipt:
    """Prove that a row is in the log, against the checkpoint published last; raises NotInLog."""
    return proving.receipt(source, row)


def verify() -> Verified:
    """Work the whole log out again and hold it against tables, checkpoints and witnesses."""
    return verifying.verify()


def log_key(year: int) -> NoteKey:
    """Return the public key that a year's checkpoints are signed with."""
    return names.log_key(year)


def witness_key() -> NoteKey:
    """Return the public key this city cosigns other cities' checkpoints with."""
    return names.witness_key()


def anchors() -> dict[str, str]:
    """Return the keys by which other cities know this city's log and its witness (信任锚)."""
    return names.anchors(city_date(now()).year)


def neighbours() -> list[str]:
    """Cosign with every city in accord, both ways: it sees our log and we see its; their names."""
    return neighbouring.cosign_all()


def add_witness(key: str, address: str) -> NoteKey:
    """Have every checkpoint cosigned by this witness from now on; raises BadLogKey."""
    return publishing.add_witness(key, address)


def witnesses() -> list[WitnessRow]:
    """Return the witnesses of this city's log, and what each answered last."""
    return publishing.witnesses()


def watch(key: str) -> NoteKey:
    """Be the witness of another log from now on; raises BadLogKey."""
    return witnessing.watch(key)


def watched() -> list[WatchedRow]:
    """Return the logs this city is a witness of, with what it saw last."""
    return witnessing.watched()


def add_checkpoint(body: str) -> str | Refuse:
    """Answer a log that asks this city to cosign: signature lines, or the refusal (tlog-witness)."""
    return witnessing.add_checkpoint(body)


def last_stamp() -> datetime | None:
    """Return when the log was last stamped from outside, None before the first time."""
    return stamping.last_stamp()


def behind(*, at: datetime | None = None) -> Mapping[str, timedelta]:
    """Tell for each source that has rows without a place how long the oldest has waited."""
    return integrating.behind(at or now())


def note_incident(what: str, subject: str, said: str, *, at: datetime | None = None) -> bool:
    """Note what must not happen, once; `subject` names no person. Whether it is new."""
    return incidents.note(what, subject, said, at or now())


def settle_incident(what: str, subject: str, *, at: datetime | None = None) -> None:
    """Say that an incident is over; it stays counted."""
    incidents.settle(what, subject, at or now())


def incidents_listed(*, open_only: bool = False, limit: int = 100) -> list[Incident]:
    """List incidents, the newest first."""
    return incidents.listed(open_only=open_only, limit=limit)


def incidents_counted() -> Mapping[str, int]:
    """Count incidents by kind, for the public."""
    return incidents.counted()
