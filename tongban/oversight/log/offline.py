"""Verify a receipt offline: python offline.py RECEIPT LOG-KEY [WITNESS-KEY ...] (离线核验).

Needs Python and its package `cryptography`, and nobody's word: it hashes the leaf, walks up to
the root, and checks who signed that root. Prints what was recorded, or says what does not hold.
"""

import base64
import hashlib
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(*parts: bytes) -> bytes:
    """Hash parts one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def verify(receipt: str, keys: list[str]) -> str:
    """Return the leaf of a receipt that holds under all these keys, the log's first; or raise."""
    top, _, note = receipt.partition("\n\n")
    text, _, lines = note.rpartition("\n\n")
    origin, size, root, *_ = text.split("\n")
    leaf, index, *proof = top.split("\n")[1:]
    data = base64.b64decode(leaf.removeprefix("extra "))
    place, last, found = int(index.removeprefix("index ")), int(size) - 1, sha(b"\0", data)
    for sibling in map(base64.b64decode, proof):
        is_right = place & 1 or place == last
        found = sha(b"\1", sibling, found) if is_right else sha(b"\1", found, sibling)
        while is_right and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last or found != base64.b64decode(root) or keys[0].split("+")[0] != origin:
        raise ValueError("this leaf is not in that log's tree")
    for key in keys:
        name, hint, coded = key.split("+", 2)
        marked = [line for line in lines.split("\n") if line.startswith(f"— {name} ")]
        raw, public = (
            [base64.b64decode(line.split(" ")[2]) for line in marked],
            base64.b64decode(coded),
        )
        signed = next(one[4:] for one in raw if one[:4].hex() == hint)
        at = int.from_bytes(signed[:8], "big")
        seen = "" if public[0] == 1 else f"cosignature/v1\ntime {at}\n"  # 4: a witness
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(
            signed[-64:], f"{seen}{text}\n".encode()
        )
    return data.decode()


if __name__ == "__main__":
    print(verify(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2:]))  # noqa: T201 - a script
