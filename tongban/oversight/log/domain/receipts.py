"""Receipts (回执): the proof that one leaf is in the log, verifiable offline (C2SP tlog-proof).

The leaf itself travels in the line `extra`, so that one small text file holds all that is needed
beside the public keys: what was recorded, where it stands, the way to the root, the signatures.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from tongban.oversight.log.domain.notes import BrokenNoteError, Note, NoteKey, decoded
from tongban.oversight.log.domain.trees import BrokenProofError, leaf_hash, root_by

HEADER = "c2sp.org/tlog-proof@v1"
NAME = ".tlog-proof"


class BrokenReceiptError(ValueError):
    """A receipt that does not show what it should: the words say why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt (回执): a leaf, its place, the siblings on its way, and the checkpoint."""

    data: bytes
    index: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        return "\n".join(
            [
                HEADER,
                f"extra {base64.b64encode(self.data).decode()}",
                f"index {self.index}",
                *(base64.b64encode(one).decode() for one in self.proof),
                "",
                str(self.note),
            ]
        )

    @classmethod
    def parse(cls, said: str) -> "Receipt":
        """Read a receipt; raises BrokenReceiptError."""
        top, gap, below = said.partition("\n\n")
        lines = top.split("\n")
        if not gap or len(lines) < 3 or lines[0] != HEADER:  # noqa: PLR2004 - header, extra, index
            raise BrokenReceiptError("this is no receipt")
        if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
            raise BrokenReceiptError("a receipt says its leaf and its place")
        try:
            return cls(
                decoded(lines[1].removeprefix("extra ")),
                int(lines[2].removeprefix("index ")),
                tuple(decoded(line, exactly=32) for line in lines[3:]),
                Note.parse(below),
            )
        except ValueError as error:
            raise BrokenReceiptError(str(error)) from error

    def verify(self, log: NoteKey, witnesses: Iterable[NoteKey] = (), *, least: int = 0) -> None:
        """Check the leaf, the way to the root and who signed it; raises BrokenReceiptError.

        `least` is how many of the witnesses must have cosigned.
        """
        several = list(witnesses)
        try:
            checkpoint = self.note.checkpoint
            found = root_by(self.index, checkpoint.size, leaf_hash(self.data), self.proof)
            signed = self.note.signed_by([log, *several])
        except (BrokenNoteError, BrokenProofError) as error:
            raise BrokenReceiptError(str(error)) from error
        if checkpoint.origin != log.name or log not in signed:
            raise BrokenReceiptError("the log did not sign this checkpoint")
        if found != checkpoint.root:
            raise BrokenReceiptError("this leaf is not in the tree that was signed")
        if sum(one in signed for one in several) < least:
            raise BrokenReceiptError("too few witnesses have seen this tree")
