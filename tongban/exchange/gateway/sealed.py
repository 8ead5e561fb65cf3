"""Answers at rest (密封存放): encrypted for this city alone, until they may be forgotten.

A stored answer serves one thing: the same question under the same key is answered the same. The
key follows from the city's secret, so a copy of the table without it says nothing.
"""

import hashlib
import secrets
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac

from tongban.exchange.domain.checks import Asked

_NONCE = 12


@cache
def _cipher() -> AESGCM:
    return AESGCM(salted_hmac("tongban.exchange.at-rest", "1", algorithm="sha256").digest())


def seal(body: bytes) -> bytes:
    """Encrypt a body for this city."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher().encrypt(nonce, body, None)


def open_(kept: bytes) -> bytes:
    """Decrypt what `seal` made; raises InvalidTag for anything else."""
    return _cipher().decrypt(kept[:_NONCE], kept[_NONCE:], None)


def request_digest(asked: Asked) -> str:
    """Return the keyed digest by which two questions are the same (幂等摘要)."""
    said = "\n".join((str(asked.service), asked.purpose, asked.case, asked.subject, *asked.fields))
    plain = hashlib.sha256(said.encode()).hexdigest()
    return salted_hmac("tongban.exchange.once", plain, algorithm="sha256").hexdigest()
