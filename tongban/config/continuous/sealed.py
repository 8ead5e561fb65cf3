"""Sealed files (加密文件): whoever can write a backup cannot read it.

A file is sealed to a public key (X25519); its private half is kept elsewhere, on paper or a card,
and is needed for a restore alone. Each file has a key of its own, agreed between the public key and
one drawn for it; its content goes in pieces of a mebibyte (AES-256-GCM) that are numbered, and the
last is marked, so that none can be left out, moved or cut off unseen. Its beginning says its name
and is signed by the city, so that no other file can take its place and nobody else can make one.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tongban.config.continuous import proving
from tongban.config.safekeeping import BackupError

ENDING = ".sealed"
_MARK = b"TONGBAN-SEALED-2\n"
_FORMER = b"TONGBAN-SEALED-1\n"
_PIECE = 1 << 20
_TAG, _SIGNATURE, _KEY = 16, 64, 32
_LONGEST = 200
_RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


class SealError(BackupError):
    """A sealed file cannot be opened; the sentence says why."""


def new_pair(private: Path, public: Path) -> None:
    """Draw a pair of keys and write them; neither file is written over."""
    key = X25519PrivateKey.generate()
    closed = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    opened = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for path, content, mode in ((private, closed, 0o600), (public, opened, 0o644)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)


def seal(source: IO[bytes], target: IO[bytes], public: Path, *, name: str) -> None:
    """Seal and sign everything that can be read from the source, as the file of this name."""
    key = serialization.load_pem_public_key(public.read_bytes())
    if not isinstance(key, X25519PublicKey):
        raise SealError(f"{public} is no X25519 key.")
    once = X25519PrivateKey.generate()
    head = _MARK + name.encode("ascii") + b"\n" + once.public_key().public_bytes(*_RAW)
    cipher = _cipher(once.exchange(key), head, key)
    target.write(head + proving.signer().sign(_signed(head, key)))
    piece, number = source.read(_PIECE), 0
    while True:
        following = source.read(_PIECE)
        target.write(cipher.encrypt(_nonce(number, last=not following), piece, None))
        if not following:
            return
        piece, number = following, number + 1


def opened(source: IO[bytes], by: proving.Opener, *, name: str) -> Iterator[bytes]:
    """Yield the content of a sealed file piece by piece; raises SealError for anything amiss."""
    key = _private(by)
    mark = source.read(len(_MARK))
    if mark == _MARK:
        theirs, head = _signed_head(source, by, key, name)
    elif mark != _FORMER:
        raise SealError(f"{name} is not sealed by us.")
    elif by.unsigned:
        head = theirs = source.read(_KEY)
    else:
        raise SealError(
            f"{name} was sealed before cities signed their backups: nothing shows that it is this "
            "city's own. Where you are sure of it: --unsigned"
        )
    shared = key.exchange(X25519PublicKey.from_public_bytes(theirs))
    cipher = _cipher(shared, head, key.public_key())
    piece, number = source.read(_PIECE + _TAG), 0
    while True:
        following = source.read(_PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except InvalidTag as error:
            raise SealError(
                f"{name} is damaged, changed, cut off, or sealed to another key."
            ) from error
        if not following:
            return
        piece, number = following, number + 1


def is_signed(path: Path) -> bool:
    """Say whether a sealed file is of a release that signs, by its first words alone."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def _signed_head(
    source: IO[bytes], by: proving.Opener, key: X25519PrivateKey, name: str
) -> tuple[bytes, bytes]:
    """Read the beginning of a signed file: the key drawn for it, and all that its pieces hang on."""
    said = source.readline(_LONGEST)
    theirs, signature = source.read(_KEY), source.read(_SIGNATURE)
    head = _MARK + said + theirs
    if len(theirs) != _KEY:
        raise SealError(f"{name} is cut off.")
    if not by.unsigned:
        if by.city is None:
            raise SealError(
                "Nothing here knows the key this city signs its backups with: put keys/ into the "
                "home first, as the guide says, or say --unsigned where you are sure of the files."
            )
        if not by.city.verify(signature, _signed(head, key.public_key())):
            raise SealError(
                f"{name} was not signed by this city for this key, or its beginning was changed."
            )
    if (there := said.decode("ascii", "replace").rstrip("\n")) != name:
        raise SealError(f"{name} is not that file: it was sealed as {there}. Somebody swapped it.")
    return theirs, head


def _private(by: proving.Opener) -> X25519PrivateKey:
    found = proving.blocks(by.private) if by.private else ()
    key = serialization.load_pem_private_key(found[0], None) if found else None
    if not isinstance(key, X25519PrivateKey):
        raise SealError(f"{by.private} is no X25519 key.")
    return key


def _signed(head: bytes, to: X25519PublicKey) -> bytes:
    return b"tongban.backup\n" + head + to.public_bytes(*_RAW)


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))


def _cipher(shared: bytes, head: bytes, to: X25519PublicKey) -> AESGCM:
    info = b"tongban.backup" + head + to.public_bytes(*_RAW)
    return AESGCM(HKDF(hashes.SHA256(), 32, None, info).derive(shared))
