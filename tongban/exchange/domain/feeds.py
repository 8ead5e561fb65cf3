"""Events, bulk deliveries and offline bundles (事件、批量、离线包): what is not one question.

An event (CloudEvents 1.0) says that something changed and no more: who wants to know what, asks under
a purpose of its own, unless the purpose lists the fields. A bulk delivery carries a commitment to
each person in a tree, and is receipted. A bundle crosses where no wire does: numbered in a chain, so
that a gap shows, signed, encrypted, good for so long.

>>> check_chain(0, "", (Numbered(1, ""), Numbered(2, "a")), digests=("a", "b"))
>>> check_chain(0, "", (Numbered(2, "a"),), digests=("b",))
Traceback (most recent call last):
tongban.exchange.domain.feeds.BundleGap: 离线包缺号，先补齐前面的。1 先拿到缺的那一包，再导入这一包。
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.exchange.domain import commitments, jose
from tongban.exchange.domain.grants import SharingPurpose
from tongban.kernel.problems import Problem
from tongban.kernel.signing import PublicKey, Signer
from tongban.kernel.text import Text

MANIFEST, RECEIPT, BUNDLE = "bulk-manifest+jwt", "bulk-receipt+jwt", "bundle+jwt"


class BundleGap(Problem):
    """A bundle before this one has not arrived (离线包缺号)."""

    code = "exchange.bundle-gap"
    words = Text("离线包缺号，先补齐前面的。", "A bundle before this one is missing.")
    advice = Text("先拿到缺的那一包，再导入这一包。", "Fetch the missing one and take it in first.")
    status = 409


class BundleUnusable(Problem):
    """A bundle or delivery that is not what its signature says, or too old (离线包无效)."""

    code = "exchange.bundle-unusable"
    words = Text(
        "这一包的签名、内容或期限不对。", "Signature, content or time of this bundle is wrong."
    )
    advice = Text("请让对方重新导出。", "Ask the other side to export it again.")


@dataclass(frozen=True, slots=True)
class Numbered:
    """The place of a bundle in its chain (离线包编号): its number and the digest before it."""

    number: int
    before: str


def event(
    *,
    identifier: str,
    source: str,
    kind: str,
    subject: str,
    key: str,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a CloudEvent: thin, with an opaque reference as its subject, or with fields."""
    made: dict[str, Any] = {
        "specversion": "1.0", "id": identifier, "source": source, "type": kind,
        "time": at.isoformat(), "subject": subject, "partitionkey": key,
        "datacontenttype": "application/json",
    }  # fmt: skip
    return made | ({"data": dict(fields)} if fields is not None else {})


def may_be_fat(purpose: SharingPurpose, fields: Mapping[str, Any]) -> bool:
    """Whether a purpose lists these fields for its events."""
    return purpose.fat_events and set(fields) <= set(purpose.fields)


# Bulk


def manifest(
    *, secret: bytes, numbers: Sequence[str], since: str, until: str, retention: str, service: str
) -> dict[str, Any]:
    """Return what a delivery says of itself: rows, from where to where, the root over its people."""
    leaves = [commitments.commitment(secret, number) for number in numbers]
    return {
        "svc": service, "rows": len(leaves), "root": commitments.root(leaves),
        "since": since, "until": until, "retention": retention,
    }  # fmt: skip


def check_delivery(said: Mapping[str, Any], *, secret: bytes, numbers: Sequence[str]) -> None:
    """Count again on the receiving side; raises BundleUnusable where a row or person differs."""
    leaves = [commitments.commitment(secret, number) for number in numbers]
    if said["rows"] != len(leaves) or said["root"] != commitments.root(leaves):
        raise BundleUnusable("rows or root")


def receipt(said: Mapping[str, Any], *, signer: Signer, client: str, at: datetime) -> str:
    """Sign that a delivery arrived whole."""
    claims = {"iss": client, "root": said["root"], "rows": said["rows"], "iat": int(at.timestamp())}
    return jose.signed(claims, signer=signer, typ=RECEIPT)


# Bundles


def bundle(
    *,
    signer: Signer,
    sender: str,
    receiver: str,
    place: Numbered,
    content: str,
    until: datetime,
    at: datetime,
) -> str:
    """Sign an encrypted content as the next bundle of a chain."""
    claims = {
        "iss": sender, "aud": receiver, "n": place.number, "before": place.before,
        "iat": int(at.timestamp()), "exp": int(until.timestamp()), "content": digest(content),
    }  # fmt: skip
    return jose.signed(claims, signer=signer, typ=BUNDLE)


def read_bundle(
    text: str, content: str, *, key: PublicKey, receiver: str, at: datetime
) -> Numbered:
    """Return the place of a bundle that is signed, whole, for us and alive, else raise."""
    try:
        said = jose.opened(text).check(key, typ=BUNDLE)
    except jose.BadToken as error:
        raise BundleUnusable(str(error)) from error
    if said["aud"] != receiver or said["content"] != digest(content):
        raise BundleUnusable("receiver or content")
    if said["exp"] <= at.timestamp():
        raise BundleUnusable("exp")
    return Numbered(int(said["n"]), str(said["before"]))


def check_chain(
    last: int, before: str, came: Sequence[Numbered], *, digests: Sequence[str]
) -> None:
    """Raise BundleGap unless these bundles follow the last one without a hole.

    A bundle that came before is no gap: it is taken once and its second copy does nothing.
    """
    for each, own in zip(came, digests, strict=True):
        if each.number <= last:
            continue
        if each.number != last + 1 or each.before != before:
            raise BundleGap(last + 1)
        last, before = each.number, own


def digest(text: str) -> str:
    """Return the digest by which the next bundle names this one."""
    return hashlib.sha256(text.encode()).hexdigest()
