"""Commitments (承诺值): persons as keyed digests, and many of them under one root.

A number itself travels only in the body. A ticket holds its digest under a key that both parties
of an agreement share; a batch holds the root of a tree of such digests (RFC 9162 2.1), so that each item
proves with a short path that it belongs to the batch.

>>> leaves = [commitment(b"k" * 32, number) for number in ("1", "2", "3")]
>>> [belongs(each, index, 3, path(leaves, index), root(leaves)) for index, each in enumerate(leaves)]
[True, True, True]
"""

import hashlib
import hmac
from collections.abc import Sequence

from tongban.kernel import identifiers
from tongban.kernel.signing.keys import encoded


def commitment(key: bytes, number: str) -> str:
    """Return the keyed digest of a number, however it was typed."""
    return keyed(key, f"subject:{identifiers.normal(number)}")


def pseudonym(key: bytes, kind: str, identifier: int) -> str:
    """Return the name under which an official is known to the other side of an agreement."""
    return keyed(key, f"official:{kind}:{identifier}")[:22]


def keyed(key: bytes, said: str) -> str:
    """Return HMAC-SHA-256 in base64url."""
    return encoded(hmac.digest(key, said.encode(), "sha256"))


def root(leaves: Sequence[str]) -> str:
    """Return the root of a tree of commitments, as hexadecimal digits."""
    return _root([_leaf(each) for each in leaves]).hex()


def path(leaves: Sequence[str], index: int) -> list[str]:
    """Return what one leaf needs to prove that it is below the root, from the leaf upward."""
    return [each.hex() for each in _path([_leaf(one) for one in leaves], index)]


def belongs(leaf: str, index: int, size: int, path: Sequence[str], root: str) -> bool:
    """Whether a commitment is the one at a place of the tree with this root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    try:
        proof = [bytes.fromhex(each) for each in path]
    except ValueError:
        return False
    at, last, found = index, size - 1, _leaf(leaf)
    for each in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = _node(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = _node(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and hmac.compare_digest(found.hex(), root)


def _leaf(said: str) -> bytes:
    return hashlib.sha256(b"\0" + said.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _root(hashes: Sequence[bytes]) -> bytes:
    if len(hashes) < 2:  # noqa: PLR2004 - one leaf is its own root
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    middle = _split(len(hashes))
    return _node(_root(hashes[:middle]), _root(hashes[middle:]))


def _path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    if len(hashes) < 2:  # noqa: PLR2004 - one leaf needs no path
        return []
    middle = _split(len(hashes))
    if index < middle:
        return [*_path(hashes[:middle], index), _root(hashes[middle:])]
    return [*_path(hashes[middle:], index - middle), _root(hashes[:middle])]
