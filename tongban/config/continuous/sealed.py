"""Sealed files (加密文件): whoever can write a backup cannot read it.

A file is sealed to a public key (X25519); its private half is kept elsewhere, on paper or a card,
and is needed for a restore alone. Each file has a key of its own, agreed between the public key and
one drawn for it; its content goes in pieces of a mebibyte (AES-256-GCM) that are numbered, and the
last is marked, so that none can be left out, moved or cut off unseen.
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

_MARK = b"TONGBAN-SEALED-1\n"
_PIECE = 1 << 20
_TAG = 16
_RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


class SealError(RuntimeError):
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


def seal(source: IO[bytes], target: IO[bytes], public: Path) -> None:
    """Seal everything that can be read from the source."""
    key = serialization.load_pem_public_key(public.read_bytes())
    if not isinstance(key, X25519PublicKey):
        raise SealError(f"{public} is no X25519 key.")
    once = X25519PrivateKey.generate()
    mine = once.public_key().public_bytes(*_RAW)
    cipher = _cipher(once.exchange(key), mine, key)
    target.write(_MARK + mine)
    piece, number = source.read(_PIECE), 0
    while True:
        following = source.read(_PIECE)
        target.write(cipher.encrypt(_nonce(number, last=not following), piece, None))
        if not following:
            return
        piece, number = following, number + 1


def opened(source: IO[bytes], private: Path) -> Iterator[bytes]:
    """Yield the content of a sealed file piece by piece; raises SealError for anything amiss."""
    key = serialization.load_pem_private_key(private.read_bytes(), None)
    if not isinstance(key, X25519PrivateKey):
        raise SealError(f"{private} is no X25519 key.")
    if source.read(len(_MARK)) != _MARK:
        raise SealError("The file is not sealed by us.")
    theirs = source.read(32)
    cipher = _cipher(
        key.exchange(X25519PublicKey.from_public_bytes(theirs)), theirs, key.public_key()
    )
    piece, number = source.read(_PIECE + _TAG), 0
    while True:
        following = source.read(_PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except InvalidTag as error:
            raise SealError("The file is damaged, cut off, or sealed to another key.") from error
        if not following:
            return
        piece, number = following, number + 1


def _nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">QI", number, int(last))


def _cipher(shared: bytes, once: bytes, to: X25519PublicKey) -> AESGCM:
    info = b"tongban.backup" + once + to.public_bytes(*_RAW)
    return AESGCM(HKDF(hashes.SHA256(), 32, None, info).derive(shared))
