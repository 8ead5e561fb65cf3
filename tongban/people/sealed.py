"""Secrets at rest (机密入库): keys of identity are kept sealed under the city's own secret.

A table read by somebody who lacks the secret file shows neither the seed of a second factor nor a
key that signs for us; what is sealed for one purpose cannot be put in the place of another.
"""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac

NONCE = 12


class NotSealed(ValueError):  # noqa: N818 - it reads as it is
    """What was kept was not sealed by us for this purpose."""


def seal(purpose: str, text: str) -> str:
    """Seal a text for a purpose."""
    nonce = secrets.token_bytes(NONCE)
    return base64.b85encode(nonce + _cipher(purpose).encrypt(nonce, text.encode(), None)).decode()


def opened(purpose: str, kept: str) -> str:
    """Open what was sealed for a purpose; raises NotSealed."""
    try:
        raw = base64.b85decode(kept)
        return _cipher(purpose).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except (ValueError, InvalidTag) as error:
        raise NotSealed(purpose) from error


def _cipher(purpose: str) -> AESGCM:
    key = salted_hmac("tongban.people.sealed", purpose, algorithm="sha256").digest()
    return AESGCM(key)
