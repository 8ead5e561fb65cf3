"""Publishing (发布检查点): the tree is signed, shown to the witnesses, and only then published.

A witness that has not seen the tree cannot vouch for it, and a checkpoint that too few vouch for
is not published: the last one stands until they answer. A witness that refuses because the tree
does not continue what it saw is an incident.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tongban.exchange.federation import api as federation
from tongban.oversight.log import incidents, names, store
from tongban.oversight.log.domain.notes import (
    BrokenNoteError,
    Checkpoint,
    Note,
    NoteKey,
    signature,
)
from tongban.oversight.log.domain.problems import BadLogKey
from tongban.oversight.log.domain.tiles import nodes
from tongban.oversight.log.domain.trees import consistency
from tongban.oversight.log.domain.witnessing import Request
from tongban.oversight.log.files import files
from tongban.oversight.log.models import WitnessRow
from tongban.oversight.log.store import Tree

CONFLICT, BROKEN = 409, 422
_log = logging.getLogger(__name__)


def add_witness(key: str, address: str) -> NoteKey:
    """Have every checkpoint shown to a witness from now on; raises BadLogKey."""
    found = key_of(key)
    WitnessRow.objects.update_or_create(
        name=found.name, defaults={"key": str(found), "address": address, "seen": {}}
    )
    return found


def key_of(said: str) -> NoteKey:
    """Read a key as somebody handed it on; raises BadLogKey."""
    try:
        return NoteKey.parse(said)
    except BrokenNoteError as error:
        raise BadLogKey(str(error)) from error


def witnesses() -> list[WitnessRow]:
    """Return who is asked to cosign, by name."""
    return list(WitnessRow.objects.order_by("name"))


def publish(at: datetime) -> list[Checkpoint]:
    """Publish what has grown since; returns the checkpoints that are new."""
    made = []
    for tree in store.trees():
        last = store.published(tree.year)
        if last and (last.size, bytes(last.root)) == (tree.size, tree.root):
            continue
        note = cosigned(tree, at)
        if note is not None and _put(note, tree, at):
            made.append(note.checkpoint)
    return made


def cosigned(tree: Tree, at: datetime) -> Note | None:
    """Sign a tree and collect the cosignatures; None where too few witnesses have seen it."""
    text = Checkpoint(names.origin(tree.year), tree.size, tree.root).text
    note = Note(text).plus(signature(names.origin(tree.year), names.log_signer(), text))
    several = witnesses()
    for one in several:
        note = note.plus(*_asked(one, tree, note, at))
    least = settings.LOG_COSIGNATURES if several else 0
    return note if len(note.lines) > least else None


def _asked(witness: WitnessRow, tree: Tree, note: Note, at: datetime) -> list[str]:
    """Ask one witness, from the size it saw last; returns its lines, none where it refuses."""
    old = int(witness.seen.get(str(tree.year), 0))
    reply = _submitted(witness, tree, note, old)
    if reply and reply.status == CONFLICT and reply.text.strip().isdigit():
        told = int(reply.text)  # it has seen another size than we remember: prove from there
        if old != told <= tree.size:
            reply = _submitted(witness, tree, note, told)
    if reply is None:
        _log.warning("the witness %s does not answer", witness.name)
        return []
    return _answered(witness, tree, note, reply, at)


def _submitted(
    witness: WitnessRow, tree: Tree, note: Note, old: int
) -> federation.WitnessReply | None:
    proof = consistency(old, tree.size, nodes(files(tree.year).read, tree.size))
    return federation.add_checkpoint(witness.address, str(Request(old, tuple(proof), note)))


def _answered(
    witness: WitnessRow, tree: Tree, note: Note, reply: federation.WitnessReply, at: datetime
) -> list[str]:
    lines = tuple(line for line in reply.text.split("\n") if line)
    key = NoteKey.parse(witness.key)
    witness.answered_at, witness.refused = at, ""
    try:
        good = reply.status < 300 and Note(note.text, lines).signed_by([key]) == [key]  # noqa: PLR2004 - HTTP
    except (BrokenNoteError, ValueError):
        good = False
    if good:
        witness.seen = {**witness.seen, str(tree.year): tree.size}
        witness.save(update_fields=["seen", "answered_at", "refused"])
        return list(Note(note.text, lines).only([key]).lines)
    witness.refused = f"{reply.status} {reply.text.strip()[:200]}"
    witness.save(update_fields=["answered_at", "refused"])
    if reply.status in (CONFLICT, BROKEN):
        subject = f"{names.origin(tree.year)} {witness.name}"
        incidents.note("witness-refused", subject, f"{tree.size}: {witness.refused}", at)
    return []


def _put(note: Note, tree: Tree, at: datetime) -> bool:
    """Publish a note, unless a later one has been published meanwhile."""
    with transaction.atomic():
        last = store.published(tree.year)
        if last and last.size > tree.size:
            return False
        store.keep(note, tree.year, at)
        files(tree.year).publish(str(note))
    return True
