"""Sharing (共享) on the face of exchange: asking, services, agreements, consents, who asked.

Each promise here is passed on by `exchange.api`; how it is kept stands in `registry/` and `gateway/`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongban.exchange.domain.asking import Answered, CaseRef, Deferred, Usage
from tongban.exchange.domain.grants import ACCEPT, REJECT, REVOKE, Agreement, Terms
from tongban.exchange.domain.services import Card
from tongban.exchange.gateway import carriers, deferred, outbound, records, usage
from tongban.exchange.models import RefusalRow, ServiceRow
from tongban.exchange.registry import agreements as agreed
from tongban.exchange.registry import consents, members, publishing, stamps
from tongban.exchange.registry import matters as waiting_matters
from tongban.exchange.registry.matters import Matter
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.leaves import Leaf
from tongban.people import api as people


@dataclass(frozen=True, slots=True)
class RegisteredService:
    """A data service as the registry lists it (数据服务登记): its card, its state, what stops it."""

    id: str
    row: int
    state: str
    card: Card
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that was refused (被拒查询), for those who watch over the exchange."""

    at: datetime
    type: str
    client: str
    service: str
    purpose: str
    official: str


def ask(
    *,
    service: str,
    subject: int | str,
    purpose: str,
    actor: Actor,
    case: CaseRef | None,
    kinds: Collection[str] | None = None,
    deadline: timedelta = timedelta(seconds=5),
    client: str | None = None,
    references: Mapping[str, str] | None = None,
    later: bool = False,
    at: datetime | None = None,
) -> Answered | Deferred:
    """Ask a data service about a subject, signed and recorded on both sides before it is answered.

    `service` is its code or its whole id with a major; `subject` a party's id or a number;
    `purpose` one of the purposes granted to `client` (an agency's code; None: the platform
    itself). `kinds` None is every field of the purpose. `references` are consent-ref, order-ref;
    `later` lets the provider answer when it can (`collect`). Raises ExchangeProblem with its type,
    the side at fault and whether to try again.
    """
    return outbound.ask(
        service=service, subject=subject, purpose=purpose, actor=actor, case=case, kinds=kinds,
        deadline=deadline, client=client, references=dict(references or {}), later=later,
        at=at or time.now(),
    )  # fmt: skip


def collect(job: str, *, at: datetime | None = None) -> Answered | Deferred:
    """Fetch a deferred answer; Deferred again while it is not there. Raises ExchangeProblem."""
    return deferred.collect(job, look=carriers.look, at=at or time.now())


# The registry


def publish_services(*, actor: Actor, at: datetime | None = None) -> list[str]:
    """Bring the data services of the definitions in force into the registry, and agree on them.

    Each is linted, compared with the version before and tried in its sandbox; its purposes are
    granted to the platform by an agreement both sides sign. Returns what is active now.
    """
    return publishing.publish_all(actor=actor, at=at or time.now())


def registered_services() -> list[RegisteredService]:
    """Return every data service of the registry with its state and what stops it."""
    return [
        RegisteredService(
            f"{row.member}/{row.code}.v{row.major}", row.pk, row.state, Card.of_json(row.card),
            tuple(row.findings),
        )
        for row in ServiceRow.objects.order_by("member", "code", "major")
    ]  # fmt: skip


def move_service(row: int, *, state: str, actor: Actor, at: datetime | None = None) -> None:
    """Move a service to its next state: deprecated, or retired after its year."""
    publishing.set_state(row, state, actor=actor, at=at or time.now())


def agreements(*, state: str | None = None, limit: int = 200) -> list[Agreement]:
    """Return agreements, newest first."""
    return agreed.listed(state=state, limit=limit)


def agreement(identifier: int) -> Agreement:
    """Return one agreement, or raise UnknownAgreement."""
    return agreed.find(identifier)


def signatures_of(found: Agreement) -> Mapping[str, bool]:
    """Say of each party that signed whether its signature on this very document holds."""
    return agreed.verify(found)


def agree(terms: Terms, *, actor: Actor, at: datetime | None = None) -> Agreement:
    """Offer an agreement in the client's name; what is shared without condition is signed back at once.

    Raises CitationMissing for a purpose without its article, NotAParty.
    """
    return agreed.offer(terms, actor=actor, at=at or time.now())


def countersign(
    identifier: int, *, accept: bool = True, actor: Actor, at: datetime | None = None
) -> Agreement:
    """Sign an agreement in the provider's name, or reject it. Raises AgreementNotOpen, NotAParty."""
    verdict = ACCEPT if accept else REJECT
    return agreed.sign(identifier, verdict=verdict, actor=actor, at=at or time.now())


def revoke_agreement(identifier: int, *, actor: Actor, at: datetime | None = None) -> Agreement:
    """Revoke an agreement in the name of a party; the next check already refuses."""
    return agreed.sign(identifier, verdict=REVOKE, actor=actor, at=at or time.now())


def member_id(code: str) -> str:
    """Return the member id of an agency of this city ("PLATFORM": the platform itself)."""
    return str(members.ours(code))


# Consents and orders


def give_consent(
    *,
    subject: int | str,
    purpose: str,
    fields: Collection[str],
    until: datetime,
    reference: str,
    client: str | None = None,
    once: bool = False,
    actor: Actor,
    at: datetime | None = None,
) -> int:
    """Let a recipient ask for these fields on the person's consent; returns the consent's id.

    `reference` leads to what the person was shown and confirmed, which is kept with their facts.
    """
    at = at or time.now()
    return consents.give(
        subject=records.subject_digest(_number(subject)), recipient=member_id(client or members.PLATFORM),
        purpose=purpose, fields=fields, since=at, until=until, reference=reference, once=once,
        actor=actor, at=at,
    )  # fmt: skip


def revoke_consent(consent: int, *, actor: Actor, at: datetime | None = None) -> bool:
    """End a consent; the next check says no."""
    return consents.revoke(consent, actor=actor, at=at or time.now())


def record_preview(
    *, subject: int | str, purpose: str, case: str, actor: Actor, at: datetime | None = None
) -> None:
    """Keep that the person has seen what will be used in a case, where the purpose demands it."""
    at = at or time.now()
    consents.give(
        subject=records.subject_digest(_number(subject)), recipient=member_id(members.PLATFORM),
        purpose=purpose, fields=(), since=at, until=at + timedelta(days=180), reference=case,
        once=False, kind=consents.PREVIEW, actor=actor, at=at,
    )  # fmt: skip


def make_order(
    *,
    kind: str,
    number: str,
    body: str,
    purpose: str,
    subject: int | str,
    ends: datetime,
    actor: Actor,
    at: datetime | None = None,
) -> int:
    """Write an order for a sealed access, or the reason of an emergency; returns its id.

    `ends` is when the access shows itself to the person; there is none without it.
    """
    at = at or time.now()
    found = people.find(subject) if isinstance(subject, str) else people.party(subject)
    return consents.make_order(
        kind=kind, number=number, body=body, purpose=purpose, party=found.id if found else 0,
        subject=records.subject_digest(_number(subject)), since=at, ends=ends, actor=actor, at=at,
    )  # fmt: skip


def matters(queue: str, *, limit: int = 100) -> list[Matter]:
    """Return what waits in a queue ("data-authority", "supervisor", an agency), first due first."""
    return waiting_matters.waiting(waiting_matters.queue_of(queue), limit=limit)


def close_alarm(matter: int, *, words: str, actor: Actor, at: datetime | None = None) -> bool:
    """Say what came of an alarm of the watch rules and close it (共享告警办结).

    False where it is none that is open, or nothing was said; who may is the door's to ask.
    """
    open_ = {one.id for one in matters("data-authority") if one.kind == waiting_matters.ALARM}
    if matter not in open_ or not words.strip():
        return False
    return waiting_matters.close(matter, words=words.strip(), actor=actor, at=at or time.now())


def review_emergency(order: int, *, words: str, actor: Actor, at: datetime | None = None) -> bool:
    """Write the review of a look in an emergency; False where it was reviewed before."""
    return waiting_matters.review(order, words=words, actor=actor, at=at or time.now())


# What is left


def find_usage(
    *, subject: int | str, after: int = 0, limit: int = 50, at: datetime | None = None
) -> list[Usage]:
    """Return who asked about a subject and what came of it, newest first, for the subject's eyes.

    `after` is the id of the last row of the page before. A sealed access is left out until its end.
    """
    return usage.of_subject(_number(subject), after=after, limit=limit, at=at or time.now())


def leaves(*, after: int, limit: int, at: datetime | None = None) -> list[Leaf]:
    """Return what must enter the transparency log above this place, lowest first (kernel.leaves)."""
    return usage.leaves(after=after, limit=limit, at=at or time.now())


def refusals(*, limit: int = 100, since: datetime | None = None) -> list[Refusal]:
    """Return the calls that were refused, newest first."""
    rows = RefusalRow.objects.order_by("-id")
    found = (rows.filter(at__gte=since) if since else rows)[:limit]
    return [
        Refusal(row.at, row.type, row.client, row.service, row.purpose, row.official)
        for row in found
    ]


def stamped(*, at: datetime) -> None:
    """Hear that the log was stamped from outside; after four hours without it calls are refused.

    Until the first stamp nothing is refused: no authority is configured.
    """
    stamps.stamped(at=at)


def _number(subject: int | str) -> str:
    if isinstance(subject, str):
        return subject
    return people.party(subject).number or ""
