"""What a call leaves in the transparency log (日志叶内容): never a person, always the reason.

Subject, official and case stand as digests under a key that is drawn for this leaf and kept
beside the row alone: deleting the key unlinks the leaf and leaves the tree as it is.

>>> len(unlinked("00" * 16, "case", "260410-1"))
32
"""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.exchange.domain.checks import Passed
from tongban.kernel import time

VERSION = 1
VISIBLE, SEALED_UNTIL = "subject", "subject-after"


def draw_key() -> str:
    """Draw the key of a leaf."""
    return secrets.token_hex(16)


def unlinked(key: str, kind: str, said: str) -> str:
    """Return the digest under which a leaf names somebody or something."""
    return hmac.digest(bytes.fromhex(key), f"{kind}:{said}".encode(), "sha256").hex()[:32]


def intent(
    passed: Passed, *, key: str, subject: str, request_hash: str, side: str, at: datetime
) -> dict[str, Any]:
    """Return the leaf of an intended call."""
    asked, order = passed.asked, passed.order
    seen = time.city_date(order.ends) if order and order.kind == "sealed" else None
    made: dict[str, Any] = {
        "v": VERSION, "kind": "intent", "side": side, "at": at.isoformat(timespec="milliseconds"),
        "tx": asked.transaction, "client": str(asked.client), "service": str(asked.service),
        "purpose": passed.purpose.id, "basis": passed.purpose.basis, "gth": passed.agreement.digest,
        "subject": unlinked(key, "subject", subject),
        "official": unlinked(key, "official", asked.user),
        "case": unlinked(key, "case", asked.case),
        "fields": field_set(passed.fields), "request": request_hash,
        "visible": SEALED_UNTIL if seen else VISIBLE,
    }  # fmt: skip
    if order:
        made["order"] = unlinked(key, "order", order.number)
    return made | ({"from": seen.isoformat()} if seen else {})


def outcome(
    *, transaction: str, side: str, result: str, response: str, at: datetime
) -> dict[str, Any]:
    """Return the leaf of what came of a call: ok, refused, failed, unknown.

    `response` is the digest of the answer under the leaf's key: an answer says so little that a
    plain digest of it could be found by trying.
    """
    return {
        "v": VERSION, "kind": "outcome", "side": side, "tx": transaction, "result": result,
        "response": response, "at": at.isoformat(timespec="milliseconds"),
    }  # fmt: skip


def change(kind: str, *, at: datetime, **said: Any) -> dict[str, Any]:
    """Return the leaf of a change of rights: grant, consent, revoke, bulk, seal, unseal, directory."""
    return {"v": VERSION, "kind": kind, "at": at.isoformat(timespec="milliseconds"), **said}


def field_set(fields: tuple[str, ...]) -> str:
    """Return the short name of a set of fields."""
    return hmac.digest(b"fields", "\n".join(sorted(fields)).encode(), "sha256").hex()[:16]


def is_visible(leaf: Mapping[str, Any], *, today: str) -> bool:
    """Whether the person may see the access yet: a sealed one shows itself on its end date."""
    return leaf.get("visible") != SEALED_UNTIL or today >= str(leaf.get("from"))
