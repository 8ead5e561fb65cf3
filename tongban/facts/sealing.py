"""Values at rest under keys of their subject (加密保存): without the key there is no value.

Each batch of a subject's values is sealed with a key of its own (AES-256-GCM, GB/T 39786 asks for
such protection of important data), kept sealed in `facts_key` under the installation's master key,
which is in no backup. Deleting the subject's keys erases what they sealed, wherever a copy of the
row went. What is sealed is bound to its statement, so that no value can be moved to another row.
"""

import json
import secrets
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tongban.kernel import ids

_NONCE = 12


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A new key of a subject (数据密钥), and as it is kept."""

    id: int
    subject: int
    sealed: bytes
    secret: bytes = field(repr=False)

    @property
    def shard(self) -> int:
        """The shard of its subject."""
        return ids.shard_of(self.subject)


def new_key(subject: int) -> SubjectKey:
    """Draw a key for values of a subject."""
    identifier, secret = ids.new(ids.shard_of(subject)), AESGCM.generate_key(256)
    return SubjectKey(identifier, subject, keep(secret, f"{subject}:{identifier}"), secret)


def keep(secret: bytes, name: str) -> bytes:
    """Seal a key under the master key, bound to its name."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _master().encrypt(nonce, secret, name.encode())


def secret_of(sealed: bytes, name: str) -> bytes:
    """Open a kept key; raises InvalidTag under another master key or name."""
    return _master().decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())


def seal(key: SubjectKey, statement: int, kind: str, value: Any) -> bytes:
    """Seal the value of a statement; the statement's id makes the nonce, once under each key."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return AESGCM(key.secret).encrypt(
        statement.to_bytes(_NONCE, "big"), text, _bound(statement, kind)
    )


def cipher_of(subject: int, key: int, kept: bytes) -> AESGCM:
    """Open a subject's kept key, once for all values that one read brings under it."""
    return AESGCM(secret_of(kept, f"{subject}:{key}"))


def opened(statement: int, kind: str, sealed: bytes, cipher: AESGCM) -> Any:
    """Open the value of a statement with its key."""
    text = cipher.decrypt(statement.to_bytes(_NONCE, "big"), sealed, _bound(statement, kind))
    return json.loads(text)


def _bound(statement: int, kind: str) -> bytes:
    return f"{statement}:{kind}".encode()


@lru_cache(maxsize=2)
def _derived(secret: str) -> AESGCM:
    made = HKDF(hashes.SHA256(), 32, None, b"tongban.facts.values").derive(secret.encode())
    return AESGCM(made)


def _master() -> AESGCM:
    return _derived(settings.SECRET_KEY)


__all__ = [
    "AESGCM",
    "InvalidTag",
    "SubjectKey",
    "cipher_of",
    "keep",
    "new_key",
    "opened",
    "seal",
    "secret_of",
]
