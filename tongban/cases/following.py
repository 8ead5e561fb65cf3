"""Filing what follows another matter (后续事项), and what its decision does to the licence.

A follow-up rests on the parties and facts of the case it follows, as they are known today; a change
brings its own. Its decision replaces, suspends, restores or revokes the licence, or puts a ruling
into the case it was about.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connection

from tongban.agencies import api as agencies
from tongban.cases import drafts, handling, store, structure
from tongban.cases.domain import acts, afterwards
from tongban.cases.domain.applications import MatterFiled, Submitted
from tongban.cases.domain.events import Filed
from tongban.cases.domain.limits import Limit
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.results import entered_by_officer
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.terms import promised_of, statutory_of
from tongban.cases.domain.turns import Contested
from tongban.cases.submitting import WINDOW, wanted_by
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, PublicService
from tongban.catalogue.domain.procedures import Renewal
from tongban.facts import api as facts
from tongban.kernel import ids, time
from tongban.kernel.actors import SYSTEM, Actor, Purpose
from tongban.kernel.identifiers import case_number
from tongban.ledger import api as ledger
from tongban.licences import api as licences

RULED = (*acts.BY_AGENCY, acts.CANCELLATION, acts.RECONSIDERATION)
"""Acts whose decision issues no licence."""
NOT_RENEWED = ("revoked", "suspended", "replaced")
"""What was taken away meanwhile is not given back by a renewal or a change."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A matter that follows (后续事项): what it does to which licence or case, and why.

    `statements` are facts that a change brings along.
    """

    act: str
    reason: str
    licence: licences.Licence | None = None
    statements: Mapping[str, int] = field(default_factory=dict)


def file(
    origin: int, state: CaseState, follow: Follow, *, actor: Actor, at: datetime
) -> tuple[int, int]:
    """File what follows a case; returns the ids of the application and of the case."""
    today = time.city_date(at)
    book = catalogue.book(today)
    filed = _filed(origin, state, follow, book, actor=actor, at=at)
    shard = ids.shard_of(filed.applicant)
    case = ids.new(shard)
    submitted = Submitted(
        on=today,
        applicant=filed.applicant,
        goal=(filed.service,),
        matters=(_matter(case, filed),),
        parties=filed.parties,
        book_on=today,
        channel=filed.channel,
        title=f"{filed.name}{acts.WORDS[follow.act].zh}",
    )
    application, _ = store.change_application(
        filed.application, None, [submitted], actor=actor, at=at
    )
    calendar = agencies.calendar()
    opened, _ = store.change(case, None, [filed], actor=actor, at=at, calendar=calendar)
    ledger.append(application, opened)
    if follow.act == acts.RECONSIDERATION:
        told = Contested(today, filed.number, filed.agency)
        handling.append(origin, state, [told], actor=actor, at=at)
    return filed.application, case


def ensure_alone(state: CaseState, act: str, about: int) -> None:
    """Raise where the same is under way already, so that nobody asks twice (重复申请).

    Of two at once one waits for the other's transaction, and then sees what it filed.
    """
    with connection.cursor() as cursor:
        name = f"cases.follow:{act}:{about}"
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [name])
    open_ = [one.value for one in Status if one.is_open]
    found = ledger.heads(kind=store.CASE, subject=state.filed.applicant, status=open_, limit=200)
    for one in found.items:
        if one.attrs.get("act") == act and one.attrs.get("about") == about:
            raise WrongStep(f"{one.number} 正在办理同一事项。")


def _matter(case: int, filed: Filed) -> MatterFiled:
    return MatterFiled(
        key=filed.service,
        case=case,
        number=filed.number,
        stage=1,
        service=filed.service,
        version=filed.version,
        bind=filed.bind,
    )


def _filed(
    origin: int, state: CaseState, follow: Follow, book: Book, *, actor: Actor, at: datetime
) -> Filed:
    """Make the filing: today's version of the service, today's facts, the same parties."""
    before, today = state.filed, time.city_date(at)
    service = book.services.get(before.service) or handling.service_of(state)
    shard = ids.shard_of(before.applicant)
    channel = _channel(before, follow.act, actor)
    number = case_number(today, shard, drafts.serials(shard, today, 1)[0])
    known = _known_now(state, service, number=number, actor=actor, at=at)
    made = Filed(
        on=today,
        number=number,
        service=service.id,
        version=service.version,
        agency=structure.office(service, place=before.place, on=today),
        applicant=before.applicant,
        application=ids.new(shard),
        book_on=today,
        parties=before.parties,
        bind=before.bind,
        statements={**known, **follow.statements},
        derived=before.derived,
        statutory=statutory_of(service),
        promised=promised_of(service),
        demo_days=service.demo_days,
        channel=channel,
        name=service.name.zh,
        terms=acts.terms_of(service, follow.act, by_hand=channel == WINDOW),
        act=follow.act,
        licence=follow.licence.id if follow.licence else None,
        origin=origin,
        origin_number=before.number,
        reason=follow.reason,
        place=before.place,
    )
    return _adapted(made, service, follow, book, today)


def _channel(before: Filed, act: str, actor: Actor) -> str:
    """Return how it came in: of their own motion agencies answer the way they were asked."""
    if act in acts.BY_AGENCY:
        return before.channel
    return WINDOW if actor.kind == "officer" else "web"


def _adapted(
    filed: Filed, service: PublicService, follow: Follow, book: Book, today: date
) -> Filed:
    """Fit the limits to the act: a renewal ends with the licence, a reconsideration has sixty days."""
    if follow.act == acts.RECONSIDERATION:
        office = str(book.city.get("reconsideration") or "")
        if not office:
            raise acts.NoReconsiderationOffice
        return replace(
            filed,
            agency=office,
            statutory=acts.RECONSIDERED_LIMIT,
            promised=Limit(),
            demo_days=None,
        )
    if follow.act == acts.RENEWAL and follow.licence:
        held = acts.Held(follow.licence.valid_to, follow.licence.state_on(today) == "valid")
        said = service.procedure.renewal or Renewal()
        terms = acts.renewal_terms(filed.terms, said, held, today=today)
        return replace(filed, terms=terms)
    return filed


def _known_now(
    state: CaseState, service: PublicService, *, number: str, actor: Actor, at: datetime
) -> dict[str, int]:
    """Return the statements of the earlier case, each in the form that holds today."""
    book, parties = catalogue.book(time.city_date(at)), state.filed.parties
    sought: dict[int, set[str]] = {}
    wanted = {ref for ref in wanted_by(service, state.filed.bind, book) if ref.role in parties}
    for ref in wanted:
        sought.setdefault(parties[ref.role], set()).add(ref.kind)
    words = f"“{state.filed.name}”的后续办理"
    purpose = Purpose("case", number, "国务院令第716号 第七条", words)
    found = facts.known_of(
        sought, purpose=purpose, actor=actor, at=at, within=state.filed.application
    )
    now = {
        str(ref): found[parties[ref.role], ref.kind].id
        for ref in wanted
        if (parties[ref.role], ref.kind) in found
    }
    return {**state.statements, **now}


# What its decision does


@dataclass(frozen=True, slots=True)
class Replaced:
    """The licence in whose place a new one is issued (被换发证照).

    `counts_from` is the day from which the new validity counts: the old one's last, in a renewal.
    """

    licence: licences.Licence
    entered: Mapping[str, Any]
    counts_from: date | None


def replaced(state: CaseState, *, actor: Actor, at: datetime) -> Replaced | None:
    """Return the licence that a renewal or a change replaces, None for any other case."""
    filed = state.filed
    if filed.act not in acts.REPLACES or filed.licence is None:
        return None
    found = _licence(state, actor=actor, at=at)
    if found.state_on(time.city_date(at)) in NOT_RENEWED:
        raise WrongStep("原证照已经撤销或者暂扣，不能换发。")
    output = handling.service_of(state).output
    entered = {
        kind: found.attributes[kind]
        for kind in entered_by_officer(output)
        if kind in found.attributes
    }
    counts_from = found.valid_to if filed.act == acts.RENEWAL else None
    return Replaced(found, entered, counts_from)


def stands(state: CaseState, *, at: datetime) -> bool:
    """Whether what is to be renewed or changed has not been taken away meanwhile."""
    if state.filed.act not in acts.REPLACES or state.filed.licence is None:
        return True
    found = _licence(state, actor=SYSTEM, at=at)
    return found.state_on(time.city_date(at)) not in NOT_RENEWED


def revoke(licence: int, *, reason: str, at: datetime) -> None:
    """Revoke a licence as a consequence of a case; one that is revoked already stays so."""
    with suppress(licences.NotInForce):
        licences.revoke(licence, reason=reason, actor=SYSTEM, at=at)


def carry_out(state: CaseState, *, actor: Actor, at: datetime) -> None:
    """Do to the licence, or to the case, what was decided (执行)."""
    filed = state.filed
    if filed.act == acts.RECONSIDERATION:
        _rule(state, at=at)
    elif state.status is Status.GRANTED and filed.licence is not None:
        found = _licence(state, actor=actor, at=at)
        reason = f"{acts.WORDS[filed.act].zh}：{state.decided.reason if state.decided else ''}"
        if filed.act == acts.SUSPENSION:
            licences.suspend(found.id, reason=reason, actor=SYSTEM, at=at)
        elif filed.act == acts.RESTORATION:
            licences.restore(found.id, reason=reason, actor=SYSTEM, at=at)
        else:
            revoke(found.id, reason=reason, at=at)


def _licence(state: CaseState, *, actor: Actor, at: datetime) -> licences.Licence:
    purpose = handling.purpose_of(state)
    return licences.licence(int(state.filed.licence or 0), purpose=purpose, actor=actor, at=at)


def _rule(state: CaseState, *, at: datetime) -> None:
    """Put the ruling into the case it is about; what was granted falls with its decision."""
    made, origin = state.decided, state.filed.origin
    if made is None or origin is None:
        return
    _, before = handling.find(origin)
    today = time.city_date(at)
    happened = afterwards.overturn(
        before,
        ruling=made.ruling,
        number=state.filed.number,
        reason=made.reason,
        today=today,
    )
    issued = before.closed.licence if before.closed else None
    if issued is not None and made.ruling in afterwards.ENDS_GRANT:
        revoke(issued, reason=f"行政复议 {state.filed.number}", at=at)
    if before.filed.act == acts.SUSPENSION and made.ruling in afterwards.ENDS_GRANT:
        with suppress(licences.NotInForce):
            reason = f"行政复议 {state.filed.number}"
            licences.restore(int(before.filed.licence or 0), reason=reason, actor=SYSTEM, at=at)
    handling.append(origin, before, happened, actor=SYSTEM, at=at)
