"""The face of licences (电子证照): issue, show, verify, take away, and print.

Issuing writes one stream of events, one row, and the facts the licence states, together. What a
verifier learns is public; everything else is read for a purpose and leaves a reading.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core import signing
from django.db import transaction

from tongban.agencies import api as agencies
from tongban.catalogue.domain.model import LicenceKind
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.text import Text
from tongban.licences import documents, sheets, store
from tongban.licences.domain import library, states
from tongban.licences.domain.library import NOT_OURS, Licence, Verification
from tongban.licences.domain.problems import (
    BadTemplate,
    DocumentProblem,
    GlyphMissing,
    LicenceProblem,
    NotInForce,
    NotIssuer,
    ReasonMissing,
    UnknownLicence,
)
from tongban.licences.domain.states import Happening
from tongban.licences.store import NewLicence
from tongban.people import api as people

__all__ = [
    "BadTemplate",
    "DocumentProblem",
    "GlyphMissing",
    "Licence",
    "LicenceProblem",
    "NewLicence",
    "NotInForce",
    "NotIssuer",
    "ReasonMissing",
    "UnknownLicence",
    "Verification",
    "document",
    "held_by",
    "issue",
    "issue_all",
    "licence",
    "qr_svg",
    "replays",
    "restore",
    "revoke",
    "seal_certificate",
    "sheet",
    "sign",
    "suspend",
    "token",
    "verify",
]

_SALT = "tongban.licences.token"
_SEPARATOR = "."


# Issuing


def issue(
    kind: LicenceKind,
    *,
    holder: int,
    attributes: Mapping[str, Any],
    actor: Actor,
    issuer_uscc: str,
    valid_to: date | None = None,
    case: int | None = None,
    at: datetime | None = None,
) -> Licence:
    """Issue a licence and record the facts it states about its holder, all or nothing.

    Its identifier follows GB/T 36904. Without `valid_to` the kind's months decide the last day,
    and none means long-term. Raises UnknownAgency where the kind's holder is not registered,
    BadLicenceIdentifier for a code that cannot be numbered.
    """
    new = NewLicence(kind, holder, attributes, issuer_uscc, valid_to, case)
    return issue_all([new], actor=actor, at=at)[0]


def issue_all(
    new: Sequence[NewLicence], *, actor: Actor, at: datetime | None = None
) -> list[Licence]:
    """Issue many licences at once, in a few queries; the order is kept."""
    at = at or time.now()
    today = time.city_date(at)
    names = {code: agencies.find(code).name for code in {each.kind.holder for each in new}}
    with transaction.atomic():
        made = [store.prepare(each, issuer_name=names[each.kind.holder], on=today) for each in new]
        recorded = iter(facts.record_all(_statements(made), actor=actor, at=at))
        issued = [
            store.with_statements(each, {kind: next(recorded) for kind in each.attributes})
            for each in made
        ]
        store.issue(issued, actor=actor, at=at)
    return issued


def _statements(licences: Iterable[Licence]) -> list[facts.NewStatement]:
    return [
        facts.NewStatement(
            subject=each.holder,
            kind=kind,
            value=value,
            source=facts.Source(
                "licence",
                holder=each.issuer,
                licence=each.id,
                licence_kind=each.kind,
                case=each.case,
            ),
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in licences
        for kind, value in each.attributes.items()
    ]


# Showing


def held_by(
    holders: Iterable[int],
    *,
    purpose: Purpose,
    actor: Actor,
    kinds: Collection[str] | None = None,
    at: datetime | None = None,
) -> list[Licence]:
    """Return every licence these holders ever had, newest first, with a reading for each holder.

    `kinds` restricts it to what the purpose needs; nothing else is then read or recorded as
    read. Ask `state_on(day)` of each. Raises NoPurpose.
    """
    with transaction.atomic():
        found = [one for one in store.of_holders(holders) if kinds is None or one.kind in kinds]
        _log(found, purpose=purpose, actor=actor, at=at)
    return found


def licence(
    licence_id: int,
    *,
    purpose: Purpose,
    actor: Actor,
    holders: Collection[int] | None = None,
    at: datetime | None = None,
) -> Licence:
    """Return one licence and leave a reading with its holder. Raises UnknownLicence, NoPurpose.

    With `holders`, a licence of anybody else is unknown, and nothing is recorded as read.
    """
    with transaction.atomic():
        found = store.by_id(licence_id)
        if holders is not None and found.holder not in holders:
            raise UnknownLicence
        _log([found], purpose=purpose, actor=actor, at=at)
    return found


def _log(found: Iterable[Licence], *, purpose: Purpose, actor: Actor, at: datetime | None) -> None:
    seen: dict[int, list[str]] = {}
    for each in found:
        seen.setdefault(each.holder, []).append(each.kind)
    facts.log_read(seen, purpose=purpose, actor=actor, at=at)


# Taking away


def suspend(licence_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Licence:
    """Suspend a valid licence (暂扣). Raises NotIssuer, NotInForce, ReasonMissing."""
    at = at or time.now()
    found = _as_issuer(licence_id, actor)
    what = states.suspend(store.state(found), on=time.city_date(at), reason=reason)
    return store.change(found, what, actor=actor, at=at)


def restore(
    licence_id: int, *, reason: str = "", actor: Actor, at: datetime | None = None
) -> Licence:
    """Restore a suspended licence (恢复). Raises NotIssuer, NotInForce."""
    at = at or time.now()
    found = _as_issuer(licence_id, actor)
    what: Happening = states.restore(store.state(found), on=time.city_date(at), reason=reason)
    return store.change(found, what, actor=actor, at=at)


def revoke(licence_id: int, *, reason: str, actor: Actor, at: datetime | None = None) -> Licence:
    """Revoke a licence for good, and end the facts it stated, from today.

    Only an officer of the issuing agency whose post allows it, or the platform itself. Raises
    NotIssuer, NotInForce when it is revoked already, ReasonMissing.
    """
    at = at or time.now()
    today = time.city_date(at)
    found = _as_issuer(licence_id, actor)
    what = states.revoke(store.state(found), on=today, reason=reason)
    with transaction.atomic():
        changed = store.change(found, what, actor=actor, at=at)
        facts.end_licence(licence_id, on=today, actor=actor, at=at)
    return changed


def _as_issuer(licence_id: int, actor: Actor) -> Licence:
    found = store.by_id(licence_id)
    if not agencies.may(actor, "revoke", agency=found.issuer):
        raise NotIssuer
    return found


def replays(licence_id: int) -> bool:
    """Whether the events of a licence fold to its stored state and contents."""
    return store.replays(licence_id)


# Verifying, for anybody


def token(licence: Licence) -> str:
    """Return the signed text that stands in the licence's QR code; it names nobody."""
    return signing.Signer(salt=_SALT, sep=_SEPARATOR).sign(str(licence.id))


def verify(token: str, on: date | None = None) -> Verification:
    """Say what anybody may know of the licence a token was signed for, on a day.

    A forged or garbled token, or one whose licence is not here, is "not-ours".
    """
    on = on or time.city_date(time.now())
    try:
        licence_id = int(signing.Signer(salt=_SALT, sep=_SEPARATOR).unsign(token))
        found = store.by_id(licence_id)
    except (signing.BadSignature, ValueError, UnknownLicence):
        return Verification(NOT_OURS, on)
    return library.verification(found, holder=people.party(found.holder).masked_name, on=on)


# Printing


def qr_svg(url: str) -> str:
    """Return a QR code as SVG, to stand in a page; it has no colour or size of its own."""
    return documents.qr_svg(url)


def sheet(
    licence: Licence,
    *,
    url: str,
    labels: Mapping[str, Text] | None = None,
    on: date | None = None,
) -> bytes:
    """Return the licence as a sheet of A4, PDF/A-2b, with a QR code of the verifying address.

    `labels` names the contents; without it the catalogue does. A licence that is not valid on
    the day says so across its sheet. Raises GlyphMissing for a character that no font has.
    """
    holder = people.party(licence.holder)
    on = on or time.city_date(time.now())
    return sheets.sheet(licence, holder=holder, url=url, labels=labels, on=on)


def document(template: Path, data: Mapping[str, Any]) -> bytes:
    """Make a PDF/A-2b of a typst template, which reads `json(bytes(sys.inputs.data))`.

    The template can import "/tongban/licences/templates/paper.typ" for the fonts of the house.
    Every character of the data is looked for in the fonts first: raises GlyphMissing naming
    those that none has, BadTemplate for a template typst cannot compile.
    """
    return documents.document(template, data)


def sign(content: bytes, *, reason: str, location: str) -> bytes:
    """Sign a PDF (电子签章, PAdES) with the key of this home; nothing in it may change afterwards.

    `reason` says what it is and `location` which agency it comes from; both stand in the
    signature.
    """
    # What signs a PDF takes half a second to load: only whoever signs loads it.
    from tongban.licences import seals

    return seals.sign(content, reason=reason, location=location)


def seal_certificate() -> bytes:
    """Return the certificate of the seal in PEM, for whoever checks our documents."""
    from tongban.licences import seals

    return seals.certificate()
