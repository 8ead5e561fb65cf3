"""The face of licences (电子证照): issue, show, lend, take along, verify, change, and print.

Issuing writes one stream of events, one row, and the facts the licence states, together. What a
verifier learns is public; everything else is read for a purpose, or shown by its holder, and
leaves a line the holder sees. What is behind: `acts` (by the authority), `authorising` (by the
holder), `presenting`, `credentials` and `checking` (shown here, taken along, checked), `usage` (the list).
"""

from collections.abc import Collection, Iterable, Mapping
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
from tongban.kernel.events import Event
from tongban.kernel.signing.keys import ES256
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.licences import acts, competence, documents, elsewhere, presenting, sheets, store
from tongban.licences.acts import (
    approve,
    correct,
    decline,
    initiate,
    propose,
    renew,
    restore,
    revoke,
    suspend,
)
from tongban.licences.authorising import (
    answer,
    ask_for,
    authorisations,
    authorise,
    borrowed,
    lent,
    may_use,
    unauthorised,
    withdraw,
)
from tongban.licences.checking import Checked, check_credential
from tongban.licences.claims import kind_labels
from tongban.licences.claims import labels as claim_labels
from tongban.licences.claims import of as claims_of
from tongban.licences.credentials import (
    Offer,
    fetch,
    jwks,
    nonce,
    offer,
    offerable,
    redeem,
    status_list,
)
from tongban.licences.domain.authorisations import Authorisation
from tongban.licences.domain.library import NOT_OURS, Licence, Pending, Verification
from tongban.licences.domain.ports import OtherCities, TimeStamps
from tongban.licences.domain.problems import (
    AlreadyProposed,
    ApprovalNeeded,
    AuthorisationOver,
    BadAuthorisation,
    BadCredential,
    BadRequest,
    BadTemplate,
    CauseMissing,
    CodeOver,
    CodeUnknown,
    CredentialOver,
    DocumentProblem,
    GlyphMissing,
    LicenceProblem,
    NothingProposed,
    NotInForce,
    NotIssuer,
    NotShowable,
    NotTheirs,
    ReasonMissing,
    SamePerson,
    UnknownLicence,
    WrongHolder,
)
from tongban.licences.domain.sealed import DocumentCheck, NoDocument
from tongban.licences.issuing import issue_all
from tongban.licences.presenting import Opened, Presentation, look, open_, present
from tongban.licences.sealing import seal
from tongban.licences.store import NewLicence
from tongban.licences.usage import LONGEST as LONGEST_CAUSE
from tongban.licences.usage import Use, leaves, used, uses
from tongban.people import api as people

__all__ = [
    "LONGEST_CAUSE",
    "AlreadyProposed",
    "ApprovalNeeded",
    "Authorisation",
    "AuthorisationOver",
    "BadAuthorisation",
    "BadCredential",
    "BadRequest",
    "BadTemplate",
    "CauseMissing",
    "Checked",
    "CodeOver",
    "CodeUnknown",
    "CredentialOver",
    "DocumentCheck",
    "DocumentProblem",
    "GlyphMissing",
    "Licence",
    "LicenceProblem",
    "NewLicence",
    "NoDocument",
    "NotInForce",
    "NotIssuer",
    "NotShowable",
    "NotTheirs",
    "NothingProposed",
    "Offer",
    "Opened",
    "Pending",
    "Presentation",
    "ReasonMissing",
    "SamePerson",
    "UnknownLicence",
    "Use",
    "Verification",
    "WrongHolder",
    "answer",
    "approve",
    "ask_for",
    "authorisations",
    "authorise",
    "borrowed",
    "check_credential",
    "check_document",
    "claim_labels",
    "claims_of",
    "correct",
    "decline",
    "document",
    "fetch",
    "find",
    "held_by",
    "history",
    "initiate",
    "issue",
    "issue_all",
    "issued_by",
    "join_cities",
    "join_time_stamps",
    "jwks",
    "kind_labels",
    "leaves",
    "lent",
    "licence",
    "look",
    "may_use",
    "nonce",
    "ofd",
    "offer",
    "offerable",
    "open_",
    "pending",
    "present",
    "propose",
    "qr_svg",
    "redeem",
    "renew",
    "replays",
    "restore",
    "revoke",
    "seal_certificate",
    "sheet",
    "sign",
    "status_list",
    "suspend",
    "token",
    "unauthorised",
    "used",
    "uses",
    "verify",
    "withdraw",
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
    replaces: Licence | None = None,
    trust: str | None = None,
    at: datetime | None = None,
) -> Licence:
    """Issue a licence and record the facts it states about its holder, all or nothing.

    Its identifier follows GB/T 36904. Without `valid_to` the kind's months decide the last day,
    and none means long-term. `replaces` is the licence whose next version it is; `trust` its
    level where it is not the kind's. Raises UnknownAgency where the kind's holder is not registered,
    BadLicenceIdentifier for a code that cannot be numbered.
    """
    new = NewLicence(kind, holder, attributes, issuer_uscc, valid_to, case, trust, replaces)
    return issue_all([new], actor=actor, at=at)[0]


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


# As it stands


def history(licence_id: int, *, actor: Actor) -> list[Event]:
    """Return what happened to a licence, oldest first, to an officer of its authority.

    Raises NotIssuer, UnknownLicence.
    """
    acts.as_issuer(licence_id, actor)
    return list(ledger.events(licence_id))


def find(identifier: str, *, purpose: Purpose, actor: Actor) -> Licence:
    """Find a licence by its identifier for an officer of its authority; leaves a reading.

    Raises UnknownLicence, also for a licence of another authority, NoPurpose.
    """
    found = store.by_identifier(identifier)
    if found is None or not competence.may_act(actor, found):
        raise UnknownLicence
    return licence(found.id, purpose=purpose, actor=actor)


def issued_by(agencies_: Collection[str]) -> int:
    """Count the licences in force that agencies issued; reads them all, for a question asked once."""
    return store.issued_by(agencies_)


def pending(agency: str, *, actor: Actor, limit: int = 50) -> list[Licence]:
    """Return what waits for a second officer of an agency, oldest first. Raises NotIssuer."""
    if not agencies.may(actor, "revoke", agency=agency):
        raise NotIssuer
    return store.pending_of(agency, limit=limit)


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
    return presenting.verification(found, on=on)


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
    """Return the licence as a sheet of A4, PDF/A-2b with the seal, and a QR code to verify it by.

    `labels` names the contents; without it the catalogue does. A licence that is not valid on
    the day says so across its sheet. Raises GlyphMissing for a character that no font has.
    """
    holder = people.party(licence.holder)
    on = on or time.city_date(time.now())
    plain = sheets.sheet(licence, holder=holder, url=url, labels=labels, on=on)
    what = f"{licence.name.zh} {licence.identifier}"
    return sign(plain, reason=what, location=licence.issuer_name.zh)


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
    from tongban.licences.sealing import pdf

    return pdf.sign(content, reason=reason, location=location)


def ofd(
    licence: Licence,
    *,
    url: str,
    labels: Mapping[str, Text] | None = None,
    on: date | None = None,
    at: datetime | None = None,
) -> bytes:
    """Return the licence as OFD (GB/T 33190), sealed with SM2 (GB/T 38540); else as `sheet`."""
    from tongban.licences.sealing import ofd_sheet

    at = at or time.now()
    holder = people.party(licence.holder)
    said = sheets.contents(licence, holder, url=url, labels=labels, on=on or time.city_date(at))
    return ofd_sheet.make(said, url=url, at=at)


def check_document(content: bytes, *, at: datetime | None = None) -> DocumentCheck:
    """Say how a sealed PDF or OFD stands, ours or another's, whoever hands it in.

    Raises NoDocument for what cannot be read as one.
    """
    from tongban.licences.sealing import checking

    return checking.check(content, at=at or time.now())


def seal_certificate(algorithm: str = ES256) -> bytes:
    """Return the certificate of the seal in PEM, for whoever checks our documents.

    PDF are sealed with P-256 ("ES256"), OFD with SM2.
    """
    return seal.certificate(algorithm)


def join_cities(cities: OtherCities) -> None:
    """Say who knows by what other cities' licences are checked; joined by the wiring."""
    elsewhere.join(cities)


def join_time_stamps(stamps: TimeStamps) -> None:
    """Say who asks for time stamps; joined by the wiring."""
    seal.join_time_stamps(stamps)
