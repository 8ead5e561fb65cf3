"""Notes (签注): a checkpoint of the log with the signatures under it (C2SP signed-note, checkpoint).

A checkpoint is three lines: whose log, how many leaves, which root. The log signs it, witnesses
cosign it with the time they saw it; a key that nobody knows counts for nothing.

>>> from tongban.kernel.signing import make_signer
>>> log, witness = make_signer("Ed25519"), make_signer("Ed25519")
>>> checkpoint = Checkpoint("city.example/log/2026", 0, EMPTY)
>>> signed = Note(checkpoint.text).plus(signature("city.example/log/2026", log, checkpoint.text))
>>> seen = signed.plus(cosignature("other.example/w", witness, checkpoint.text, at=1_750_000_000))
>>> keys = [NoteKey("city.example/log/2026", log.public), NoteKey("other.example/w", witness.public, COSIGNS)]
>>> [key.name for key in seen.signed_by(keys)]
['city.example/log/2026', 'other.example/w']
>>> Note.parse(str(seen)) == seen, NoteKey.parse(str(keys[1])) == keys[1]
(True, True)
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from tongban.kernel.signing import BadKey, PublicKey, Signer
from tongban.oversight.log.domain.trees import EMPTY

__all__ = ["COSIGNS", "EMPTY", "SIGNS", "BrokenNoteError", "Checkpoint", "Note", "NoteKey"]

SIGNS = 0x01
COSIGNS = 0x04
_MARK = "— "
_MOST_SIGNATURES = 64
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")


class BrokenNoteError(ValueError):
    """A text that is no note, or no checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint (检查点): the state of a log in three lines."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return the text that is signed, its last newline included."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read the text of a checkpoint; raises BrokenNoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or not all(lines[:3]) or not re.fullmatch(r"0|[1-9]\d{0,18}", lines[1]):  # noqa: PLR2004 - three lines and the end
            raise BrokenNoteError("a checkpoint has an origin, a size and a root")
        return cls(lines[0], int(lines[1]), decoded(lines[2], exactly=32))


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that is known by a name (签注公钥): of a log (`SIGNS`) or of a witness (`COSIGNS`)."""

    name: str
    public: PublicKey
    type: int = SIGNS

    @property
    def hint(self) -> bytes:
        """Return the four bytes that stand before its signatures."""
        kept = f"{self.name}\n".encode() + bytes([self.type]) + self.public.x
        return sha256(kept).digest()[:4]

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.type]) + self.public.x).decode()
        return f"{self.name}+{self.hint.hex()}+{key}"

    @classmethod
    def parse(cls, said: str) -> "NoteKey":
        """Read a key as it is handed on: name, hint and key with a plus between; BrokenNoteError."""
        name, *rest = said.strip().split("+", 2)
        if len(rest) != 2 or not name or re.search(r"\s", name):  # noqa: PLR2004 - hint and key
            raise BrokenNoteError("a key is name+hint+key")
        raw = decoded(rest[1], exactly=33)
        try:
            found = cls(name, PublicKey("Ed25519", raw[1:]), raw[0])
        except BadKey as error:
            raise BrokenNoteError("no such key") from error
        if found.hint.hex() != rest[0] or found.type not in (SIGNS, COSIGNS):
            raise BrokenNoteError("the hint belongs to another key")
        return found

    def verifies(self, text: str, signed: bytes) -> bool:
        """Tell whether this key made a signature under the text of a note."""
        if self.type == SIGNS:
            return self.public.verify(signed, text.encode())
        at = int.from_bytes(signed[:8], "big")
        return self.public.verify(signed[8:], _cosigned(text, at))


@dataclass(frozen=True, slots=True)
class Note:
    """A note (签注): a text, and the lines of signatures under it."""

    text: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.lines)

    @classmethod
    def parse(cls, said: str) -> "Note":
        """Read a note; raises BrokenNoteError for anything that is not one."""
        text, gap, below = said.rpartition("\n\n")
        lines = tuple(below.split("\n")[:-1])
        if not gap or not below.endswith("\n") or not 0 < len(lines) <= _MOST_SIGNATURES:
            raise BrokenNoteError("a note is a text, an empty line and signatures")
        if not all(map(_LINE.fullmatch, lines)) or re.search(r"[\x00-\x09\x0b-\x1f]", said):
            raise BrokenNoteError("what stands under the text is no signature")
        return cls(text + "\n", lines)

    def plus(self, *lines: str) -> "Note":
        """Return the note with more signatures under it, each once."""
        return replace(self, lines=tuple(dict.fromkeys([*self.lines, *lines])))

    def signed_by(self, keys: Iterable[NoteKey]) -> list[NoteKey]:
        """Return the keys among these that signed it, each once.

        Raises BrokenNoteError where a signature under a known key's name and hint is false.
        """
        known = {(key.name, key.hint): key for key in keys}
        found = []
        for line in self.lines:
            name, said = line.removeprefix(_MARK).split(" ", 1)
            raw = decoded(said)
            key = known.get((name, raw[:4]))
            if key is None:
                continue
            if not key.verifies(self.text, raw[4:]):
                raise BrokenNoteError(f"the signature of {name} is false")
            found.append(key)
        return list(dict.fromkeys(found))

    def only(self, keys: Iterable[NoteKey]) -> "Note":
        """Return the note with the lines of these keys alone."""
        known = {(key.name, key.hint) for key in keys}
        kept = [line for line in self.lines if _said_by(line) in known]
        return replace(self, lines=tuple(kept))

    @property
    def checkpoint(self) -> Checkpoint:
        """Return what it says of a log; raises BrokenNoteError where it is no checkpoint."""
        return Checkpoint.parse(self.text)


def signature(name: str, signer: Signer, text: str) -> str:
    """Sign a text for a log; returns the line that stands under it."""
    hint = NoteKey(name, signer.public, SIGNS).hint
    return _line(name, hint + signer.sign(text.encode()))


def cosignature(name: str, signer: Signer, text: str, *, at: int) -> str:
    """Cosign a checkpoint for a witness, with the time it was seen (C2SP tlog-cosignature)."""
    hint = NoteKey(name, signer.public, COSIGNS).hint
    return _line(name, hint + at.to_bytes(8, "big") + signer.sign(_cosigned(text, at)))


def decoded(said: str, *, exactly: int | None = None) -> bytes:
    """Read base64; raises BrokenNoteError for another text or another length."""
    try:
        raw = base64.b64decode(said, validate=True)
    except binascii.Error as error:
        raise BrokenNoteError("this is not base64") from error
    if exactly is not None and len(raw) != exactly:
        raise BrokenNoteError(f"{exactly} bytes are expected")
    return raw


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _line(name: str, raw: bytes) -> str:
    return f"{_MARK}{name} {base64.b64encode(raw).decode()}"


def _said_by(line: str) -> tuple[str, bytes]:
    name, said = line.removeprefix(_MARK).split(" ", 1)
    return name, decoded(said)[:4]
