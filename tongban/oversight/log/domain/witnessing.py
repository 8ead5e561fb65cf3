"""Witnessing (见证): a checkpoint is cosigned when it continues what was seen (C2SP tlog-witness).

A witness keeps one checkpoint of each log. It answers a new one only with a proof that the tree
it saw is the beginning of the new one; a log that removed or changed a leaf cannot give it.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.oversight.log.domain.notes import (
    BrokenNoteError,
    Checkpoint,
    Note,
    NoteKey,
    decoded,
)
from tongban.oversight.log.domain.trees import EMPTY, consistent

_MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks of a witness (见证请求): the size it saw, the proof from there, the note."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"

    @classmethod
    def parse(cls, said: str) -> "Request":
        """Read a request; raises BrokenNoteError."""
        top, gap, below = said.partition("\n\n")
        first, *hashes = top.split("\n")
        size = re.fullmatch(r"old (0|[1-9]\d{0,18})", first)
        if not gap or size is None or len(hashes) > _MOST_HASHES:
            raise BrokenNoteError("a request is a size, a proof and a checkpoint")
        proof = tuple(decoded(one, exactly=32) for one in hashes)
        return cls(int(size.group(1)), proof, Note.parse(below))


@dataclass(frozen=True, slots=True)
class Cosign:
    """The tree goes on from what was seen: cosign it and keep it (予以见证)."""

    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Refuse:
    """It is not cosigned (不予见证): the HTTP status of the protocol, and why.

    `size` is what was seen last, told with a 409 so that the log can prove from there.
    """

    status: int
    why: str
    size: int | None = None


def judge(
    request: Request, *, logs: Mapping[str, Sequence[NoteKey]], seen: Checkpoint | None
) -> Cosign | Refuse:
    """Decide on a checkpoint: `logs` are the keys trusted for each origin, `seen` the last one."""
    try:
        new = request.note.checkpoint
        keys = logs.get(new.origin)
        signed = keys is not None and request.note.signed_by(keys)
    except BrokenNoteError as error:
        return Refuse(403, str(error))
    if keys is None:
        return Refuse(404, "this log is not known here")
    if not signed:
        return Refuse(403, "no key known here signed it")
    return _continued(request, new, seen or Checkpoint(new.origin, 0, EMPTY))


def _continued(request: Request, new: Checkpoint, seen: Checkpoint) -> Cosign | Refuse:
    """Decide on a signed checkpoint by the tree that was seen before it."""
    if request.old > new.size:
        return Refuse(400, "the old size is above the new one")
    if request.old != seen.size:
        return Refuse(409, "another size was seen last", seen.size)
    if new.size == seen.size and new.root != seen.root:
        return Refuse(409, "another root of the same size was seen", seen.size)
    if not consistent(seen.size, seen.root, new.size, new.root, request.proof):
        return Refuse(422, "the tree that was seen is not the beginning of this one")
    return Cosign(new)
