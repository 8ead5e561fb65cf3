"""The face of what follows a decision (后续办理): delivery, a pledge's check, renewals, reconsideration.

What `cases.api` promises for the time after; nothing outside this room imports it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.agencies import api as agencies
from tongban.cases import access, entering, following, handling, pledges, reading, store
from tongban.cases import supplementing as supplementing_
from tongban.cases.domain import acts, afterwards
from tongban.cases.domain.answers import check_all
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.problems import CaseMoved
from tongban.cases.domain.states import CaseState
from tongban.cases.problems import AnswersWrong, NotYours
from tongban.cases.views import Case
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.people import api as people


def deliver(
    case: int | str,
    *,
    method: str,
    actor: Actor,
    receiver: str = "",
    proof: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Record that the decision reached the applicant (送达; 许可法 第四十四条), with its proof.

    By an officer of the agency or of the place where it is fetched, or by the clerk before whom
    the applicant stands. Raises UnknownMethod, ProofNeeded.
    """
    at = at or time.now()
    stream, state = handling.find(case)
    places = {state.filed.agency, state.filed.delivering} - {""}
    if access.is_clerks(actor):
        entering.ensure_applicants(state, actor, "deliver", at=at)
    elif not any(_delivers(actor, one) for one in places):
        raise NotYours

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return afterwards.deliver(
            now, method=method, receiver=receiver, proof=proof, officer=actor.id, today=today
        )

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return reading.case(stream, state, at=at)


def _delivers(actor: Actor, agency: str) -> bool:
    """Whether an officer of this agency may deliver; a clerk does so for whom they act for."""
    return all(access.is_officers(actor, agency, act) for act in ("deliver", "inbox"))


def check_pledge(
    case: int | str,
    *,
    kept: bool,
    actor: Actor,
    finding: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Say whether what was pledged is true (承诺核查).

    Where it is not, the licence is revoked and the applicant barred from pledging, in the same
    transaction. Raises FindingNeeded.
    """
    at = at or time.now()
    stream, state = entering.officers_case(case, actor, "check_pledge")
    if expected is not None and expected != state.seq:
        raise CaseMoved(state.last_by)
    happened = afterwards.check_pledge(
        state, kept=kept, finding=finding, officer=actor.id, today=time.city_date(at)
    )
    calendar, filed = agencies.calendar(), state.filed
    changed, after = store.change(stream, state, happened, actor=actor, at=at, calendar=calendar)
    with handling.telling_the_loser(stream), transaction.atomic():
        if kept:
            ledger.append(changed)
        else:
            if state.closed and state.closed.licence is not None:
                reason = f"承诺不实：{finding.strip()}"
                following.revoke(state.closed.licence, reason=reason, at=at)
            barred = pledges.bar(
                filed.applicant,
                agency=filed.agency,
                number=filed.number,
                reason=finding.strip(),
                actor=actor,
                at=at,
            )
            ledger.append(changed, barred)
    return reading.case(stream, after, at=at)


def bar(party: int, *, agency: str, reason: str, actor: Actor, at: datetime | None = None) -> None:
    """Bar somebody from pledging for serious bad credit (列入承诺限制名单), by an agency's officer.

    It stands until it is lifted. Raises ActNeedsReason.
    """
    access.ensure_officers(actor, agency, "check_pledge")
    if not reason.strip():
        raise acts.ActNeedsReason
    people.party(party)
    ledger.append(
        pledges.bar(
            party,
            agency=agency,
            number="",
            reason=reason.strip(),
            actor=actor,
            at=at or time.now(),
        )
    )


def lift_bar(party: int, *, reason: str, actor: Actor, at: datetime | None = None) -> None:
    """Let somebody pledge again whose credit was repaired (信用修复), by the agency that barred them."""
    for agency in pledges.agencies_of(party) or {""}:
        access.ensure_officers(actor, agency, "check_pledge")
    pledges.lift(party, reason=reason, actor=actor, at=at or time.now())


def renew(
    licence: int,
    *,
    act: str = acts.RENEWAL,
    actor: Actor,
    answers: Mapping[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Case:
    """Apply for the renewal, change or cancellation of a licence (延续、变更、注销), by its holder.

    It becomes a case of its own, linked to the one that issued the licence. A renewal that comes
    thirty days ahead is granted by silence (许可法 第五十条). `answers` are what a change changes.
    Raises UnknownAct, NotRenewable, AnswersWrong.
    """
    at = at or time.now()
    if act not in acts.BY_HOLDER:
        raise acts.UnknownAct(act)
    found = _licence(licence, actor=actor, at=at)
    origin, state = _issued_by(found)
    entering.ensure_applicants(state, actor, "submit", at=at)
    ensure_valid(found, act, at)
    with transaction.atomic():
        following.ensure_alone(state, act, licence)
        statements = _changed(state, answers or {}, actor=actor, at=at)
        follow = following.Follow(act, reason.strip(), found, statements)
        _, case = following.file(origin, state, follow, actor=actor, at=at)
    return reading.case(case, handling.find(case)[1], at=at)


def open_against(
    licence: int, *, act: str, reason: str, actor: Actor, at: datetime | None = None
) -> Case:
    """Open a suspension, restoration or revocation of a licence (暂扣、恢复、撤销), by its agency.

    The holder is a party to it like an applicant: they are told, may ask for a hearing, and the
    decision names the remedy. Raises UnknownAct, ReasonNeeded.
    """
    at = at or time.now()
    if act not in acts.BY_AGENCY:
        raise acts.UnknownAct(act)
    if not reason.strip():
        raise acts.ActNeedsReason
    found = _licence(licence, actor=actor, at=at)
    origin, state = _issued_by(found)
    access.ensure_officers(actor, state.filed.agency, "revoke")
    follow = following.Follow(act, reason.strip(), found)
    with transaction.atomic():
        following.ensure_alone(state, act, licence)
        _, case = following.file(origin, state, follow, actor=actor, at=at)
    return reading.case(case, handling.find(case)[1], at=at)


def reconsider(case: int | str, *, reason: str, actor: Actor, at: datetime | None = None) -> Case:
    """Apply for reconsideration of a decision (行政复议), by its applicant within sixty days.

    It becomes a case of the reconsideration office, which has sixty days to decide (行政复议法
    第二十条、第六十二条). Raises ReconsiderationTooLate, NoReconsiderationOffice, ActNeedsReason.
    """
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_applicants(state, actor, "submit", at=at)
    if not reason.strip():
        raise acts.ActNeedsReason
    acts.ensure_in_time(state, today=time.city_date(at), calendar=agencies.calendar())
    follow = following.Follow(acts.RECONSIDERATION, reason.strip())
    with transaction.atomic():
        following.ensure_alone(state, acts.RECONSIDERATION, stream)
        _, made = following.file(stream, state, follow, actor=actor, at=at)
    return reading.case(made, handling.find(made)[1], at=at)


def ensure_valid(found: licences.Licence, act: str, at: datetime) -> None:
    """Raise NotRenewable where a licence is revoked, or expired and to be renewed."""
    standing = found.state_on(time.city_date(at))
    if standing == "revoked" or (act == acts.RENEWAL and standing != "valid"):
        raise acts.NotRenewable


def _licence(licence: int, *, actor: Actor, at: datetime) -> licences.Licence:
    purpose = Purpose(
        "licence", str(licence), "行政许可法 第四十九条、第五十条", "办理证照的后续事项"
    )
    return licences.licence(licence, purpose=purpose, actor=actor, at=at)


def _issued_by(found: licences.Licence) -> tuple[int, CaseState]:
    """Return the case that issued a licence. Raises NotRenewable for what was issued elsewhere."""
    if found.case is None:
        raise acts.NotRenewable
    return handling.find(found.case)


def _changed(
    state: CaseState, answers: Mapping[str, Any], *, actor: Actor, at: datetime
) -> dict[str, int]:
    """Check and record what a change changes; returns the statements."""
    if not answers:
        return {}
    judged = check_all(answers, supplementing_.kinds_of(answers, state))
    if judged.errors:
        raise AnswersWrong(judged.errors)
    supplementing_.ensure_asked(state, answers, actor=actor, at=at)
    return supplementing_.record(state.filed.application, state, judged.good, actor, at)
