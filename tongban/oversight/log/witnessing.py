"""This city as a witness (本市见证): it keeps the last checkpoint of each log it watches."""

from datetime import datetime

from django.db import transaction

from tongban.kernel.time import now
from tongban.oversight.log import names
from tongban.oversight.log.domain.notes import BrokenNoteError, Note, NoteKey, cosignature
from tongban.oversight.log.domain.witnessing import Cosign, Refuse, Request, judge
from tongban.oversight.log.models import WatchedRow
from tongban.oversight.log.publishing import key_of


def watch(key: str) -> NoteKey:
    """Cosign a log's checkpoints from now on; raises BadLogKey.

    A log whose key changes keeps what was seen of it: the new key signs the same tree.
    """
    found = key_of(key)
    WatchedRow.objects.update_or_create(origin=found.name, defaults={"key": str(found)})
    return found


def add_checkpoint(body: str, *, at: datetime | None = None) -> str | Refuse:
    """Answer a log that asks for a cosignature: the line of it, or why not.

    What was seen is kept before it is cosigned, under a lock: two that ask at once are answered
    one after the other.
    """
    at = at or now()
    try:
        request = Request.parse(body)
        origin = request.note.checkpoint.origin
    except BrokenNoteError as error:
        return Refuse(400, str(error))
    with transaction.atomic():
        row = WatchedRow.objects.select_for_update().filter(origin=origin).first()
        logs = {row.origin: [NoteKey.parse(row.key)]} if row else {}
        seen = Note.parse(row.note).checkpoint if row and row.note else None
        verdict = judge(request, logs=logs, seen=seen)
        if not isinstance(verdict, Cosign) or row is None:
            return verdict if isinstance(verdict, Refuse) else Refuse(404, "")
        row.note, row.seen_at = str(request.note), at
        row.save(update_fields=["note", "seen_at"])
    signed = cosignature(
        names.witness_key().name, names.witness_signer(), request.note.text, at=int(at.timestamp())
    )
    return f"{signed}\n"


def watched() -> list[WatchedRow]:
    """Return the logs that this city witnesses."""
    return list(WatchedRow.objects.order_by("origin"))
