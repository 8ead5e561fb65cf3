"""Matters that follow another (后续事项): renewal, change, suspension, revocation, reconsideration.

Each is a case of its own, linked to the licence or the decision it is about. What it leads to when
it is granted: a licence in place of the old one, or something done to the old one, or a ruling.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tongban.cases.domain import events, terms
from tongban.cases.domain.afterwards import UnknownRuling
from tongban.cases.domain.limits import Limit
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.saying import RULINGS
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.terms import Terms
from tongban.catalogue.domain.model import PublicService
from tongban.catalogue.domain.procedures import Renewal
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import CALENDAR_DAY, Clock
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

RENEWAL, CHANGE, CANCELLATION = "renewal", "change", "cancellation"
SUSPENSION, RESTORATION, REVOCATION = "suspension", "restoration", "revocation"
BY_AGENCY, RECONSIDERATION = events.BY_AGENCY, events.RECONSIDERATION
WORDS: Mapping[str, Text] = {
    RENEWAL: Text("延续", "Renewal"),
    CHANGE: Text("变更", "Change"),
    CANCELLATION: Text("注销", "Cancellation"),
    SUSPENSION: Text("暂扣", "Suspension"),
    RESTORATION: Text("恢复", "Restoration"),
    REVOCATION: Text("撤销", "Revocation"),
    RECONSIDERATION: Text("行政复议", "Reconsideration"),
}
LAWS: Mapping[str, str] = {
    RENEWAL: "行政许可法 第五十条",
    CHANGE: "行政许可法 第四十九条",
    CANCELLATION: "行政许可法 第七十条",
    SUSPENSION: "行政处罚法 第九条",
    RESTORATION: "行政处罚法 第九条",
    REVOCATION: "行政许可法 第六十九条",
    RECONSIDERATION: "行政复议法 第二十条",
}
BY_HOLDER = (RENEWAL, CHANGE, CANCELLATION)
REPLACES = (RENEWAL, CHANGE)
"""Acts whose grant issues a licence in place of the old one."""
APPLY_DAYS, DECIDE_DAYS, RECONSIDERATION_EXTENSION = (
    60,
    60,
    30,
)  # calendar days, 行政复议法 第二十、六十二条
PUBLIC, NOTICE_DAYS = "public", 30  # calendar days, 民事诉讼法 第九十五条
AGAINST = ("upheld", "dismissed")
"""Rulings by which the application for reconsideration is refused."""
RECONSIDERED = Terms(
    extension=RECONSIDERATION_EXTENSION,
    extension_law="行政复议法 第六十二条",
    rolls=True,
    accepts_at_end=True,
)
"""The terms of a reconsideration: five days to examine it, sixty to decide, thirty more at most."""
RECONSIDERED_LIMIT = Limit(DECIDE_DAYS, CALENDAR_DAY)


def terms_of(service: PublicService, act: str, *, by_hand: bool) -> Terms:
    """Return the terms of what follows: a service's own, where they fit the act.

    Rules decide none of them. What silence decides is about what somebody applied for (第五十条), so
    it takes nothing away; nor does a lower level review what its own agency opens.
    """
    if act == RECONSIDERATION:
        return replace(RECONSIDERED, by_hand=by_hand)
    said = replace(terms.terms_of(service, by_hand=by_hand), automatic=False)
    if act in BY_HOLDER:
        return said
    return replace(said, deemed="", deemed_law="", review=0)


class UnknownAct(Problem):
    """An act that nothing can follow with (后续事项不明)."""

    code = "cases.unknown-act"
    words = Text("没有这种后续事项。", "There is no such matter.")
    advice = Text(
        "请选择延续、变更、注销等。", "Choose renewal, change, cancellation and the like."
    )


class ActNeedsReason(Problem):
    """A matter against a decision or a licence without its reason (须写明理由)."""

    code = "cases.act-needs-reason"
    words = Text("请写明理由。", "Give the reason.")
    advice = Text("写明理由和依据的事实。", "Say why, and on which facts.")


class NotRenewable(Problem):
    """A licence that cannot be renewed (不能延续)."""

    code = "cases.not-renewable"
    words = Text("这本证照不能申请延续。", "This licence cannot be renewed.")
    advice = Text(
        "长期有效的不用延续；已经过期的请重新申请。",
        "What is long-term needs none; for what has expired apply anew.",
    )
    law = "行政许可法 第五十条"
    status = 409


class ReconsiderationTooLate(Problem):
    """The sixty days to apply for reconsideration are over (超过复议期限)."""

    code = "cases.reconsideration-too-late"
    words = Text("申请行政复议的期限已过。", "The time to apply for reconsideration is over.")
    advice = Text(
        "有不可抗力等正当理由的，请到复议机构说明。",
        "If you were prevented, explain it to the reconsideration office.",
    )
    law = "行政复议法 第二十条"
    status = 409


class NoReconsiderationOffice(Problem):
    """No office of reconsideration is defined for the city (未设复议机构)."""

    code = "cases.no-reconsideration-office"
    words = Text(
        "本平台还没有登记行政复议机构。", "No office of reconsideration is registered here."
    )
    advice = Text("请向本级人民政府提交复议申请。", "Apply to the local government.")
    law = "行政复议法 第二十四条"
    status = 409


@dataclass(frozen=True, slots=True)
class Held:
    """What is to be renewed, as its rules need it (拟延续证照): its last day, whether it stands."""

    valid_to: date | None
    stands: bool


def renewal_terms(given: Terms, said: Renewal, held: Held, *, today: date) -> Terms:
    """Return the terms of a renewal; one that comes in time is granted by silence (第五十条)."""
    if held.valid_to is None or not held.stands or today > held.valid_to:
        raise NotRenewable
    in_time = today <= held.valid_to - timedelta(days=said.days_before)
    if not (said.deemed and in_time):
        return given
    return replace(given, renews=held.valid_to, deemed_law=said.law)


def reconsidered_by(state: CaseState, calendar: WorkingCalendar) -> date:
    """Return the last day to apply for reconsideration: sixty days from the delivery.

    Until it is delivered they are counted from the decision, as the earliest they can end. A public
    notice has delivered it when thirty days have passed (民事诉讼法 第九十五条).
    """
    if state.ended is None or state.withdrawn:
        raise WrongStep("还没有可以申请复议的决定。")
    delivered = state.course.delivered
    known = delivered.on if delivered else state.ended.on
    if delivered and delivered.method == PUBLIC:
        known += timedelta(days=NOTICE_DAYS)
    return Clock(known, APPLY_DAYS, CALENDAR_DAY, rolls=True).due(calendar)


def ensure_ruling(state: CaseState, outcome: str, ruling: str) -> None:
    """Raise unless a reconsideration's ruling is one, and fits granting or refusing."""
    if state.filed.act != RECONSIDERATION:
        return
    if ruling not in RULINGS or (outcome == Status.REFUSED) != (ruling in AGAINST):
        raise UnknownRuling(ruling)


def ensure_in_time(state: CaseState, *, today: date, calendar: WorkingCalendar) -> None:
    """Raise unless reconsideration of this decision can still be asked for."""
    if state.filed.act == RECONSIDERATION:
        raise WrongStep("复议决定不能再申请复议。")
    if is_ruled(state):
        raise WrongStep("对这个决定已经作出过复议决定。")
    # Whoever has not been given a decision cannot be late: the days run from knowing it.
    known = state.course.delivered is not None or not state.filed.terms.by_hand
    if today > reconsidered_by(state, calendar) and known:
        raise ReconsiderationTooLate


def is_ruled(state: CaseState) -> bool:
    """Whether a reconsideration has ruled on the decision that stands (一事不再议; 第三十条)."""
    ruled = state.course.overturned
    return ruled is not None and not ruled.again
