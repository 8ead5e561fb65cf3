"""At the arrival (收到申请时): not needed, not competent, a slip put right on the spot.

Whoever needs no permission is told so at once; whoever came to the wrong place is told which
agency to go to; a slip that can be put right at once is put right at once (行政许可法 第三十二条第一款).
"""

from collections.abc import Mapping
from datetime import date

from tongban.cases.domain.decisions import Remedy, ensure_remedy, lapse
from tongban.cases.domain.events import Closed
from tongban.cases.domain.guards import LONGEST_WORDS, ensure_undecided
from tongban.cases.domain.problems import (
    NothingAnswered,
    RefusalNeedsReason,
    SilenceAccepted,
    WordsTooLong,
    WrongStep,
)
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.domain.turns import CorrectedOnSpot, Examined, NotAccepted
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LAWS = {
    "not_needed": "行政许可法 第三十二条第一款第一项",
    "not_competent": "行政许可法 第三十二条第一款第二项",
}
NOT_COMPETENT = "not_competent"


class NoGround(Problem):
    """A ground not to accept that the law does not know (不予受理的情形不明)."""

    code = "cases.no-ground"
    words = Text(
        "只有不需要许可，或者不属于本机关职权，才可以不予受理。",
        "Only what needs no permission, or is another agency's, is not accepted.",
    )
    advice = Text("材料不齐的，请一次性告知补正。", "For what is incomplete give a notice.")
    law = "行政许可法 第三十二条"


class RedirectNeeded(Problem):
    """Not competent, without saying who is (须告知有权机关)."""

    code = "cases.redirect-needed"
    words = Text("要告知申请人向哪个机关申请。", "Say which agency the applicant has to go to.")
    advice = Text("请选择有权办理的机关。", "Choose the agency that is competent.")
    law = "行政许可法 第三十二条第一款第二项"


class OpinionNeeded(Problem):
    """A signature without what was found (须写明审查意见)."""

    code = "cases.opinion-needed"
    words = Text("签署审查意见要写明内容。", "Signing needs words on what was found.")
    advice = Text("请写明核查到的情况。", "Write down what was found.")
    law = "行政许可法 第三十四条"


def decline(
    state: CaseState,
    *,
    ground: str,
    reason: str,
    remedy: Remedy | None,
    redirect: str = "",
    redirect_name: str = "",
    officer: int = 0,
    today: date,
    calendar: WorkingCalendar,
) -> tuple[NotAccepted | Closed, ...]:
    """Do not accept it (不予受理), in writing: why, where to go, how to contest it."""
    ensure_undecided(state)
    if state.filed.by_agency:
        raise WrongStep("依职权办理的事项没有受理环节。")
    if ground not in LAWS:
        raise NoGround(ground)
    if state.accepted:
        raise WrongStep("已经受理。")
    if lapse(state, today=today, calendar=calendar):
        raise SilenceAccepted
    if ground == NOT_COMPETENT and not redirect:
        raise RedirectNeeded
    if not reason.strip():
        raise RefusalNeedsReason
    if len(reason) > LONGEST_WORDS:
        raise WordsTooLong
    remedy = ensure_remedy(remedy, today)
    declined = NotAccepted(
        today,
        ground,
        reason.strip(),
        redirect,
        redirect_name,
        remedy.words.strip(),
        remedy.until,
        LAWS[ground],
        officer,
    )
    return (declined, Closed(today, delivered="" if state.filed.terms.by_hand else "electronic"))


def correct(
    state: CaseState, *, statements: Mapping[str, int], officer: int, today: date
) -> tuple[CorrectedOnSpot, ...]:
    """Put a slip right on the spot (当场更正); the application keeps the day it arrived."""
    ensure_correctable(state)
    if not statements:
        raise NothingAnswered
    before = state.statements
    was = {ref: before[ref] for ref in statements if ref in before}
    return (CorrectedOnSpot(today, dict(statements), was, officer),)


def ensure_correctable(state: CaseState) -> None:
    """Raise unless it waits to be taken in."""
    ensure_undecided(state)
    if state.status is not Status.FILED:
        raise WrongStep("只有等待受理的办件可以当场更正。")


def examine(
    state: CaseState,
    *,
    officer: int,
    opinion: str,
    agrees: bool,
    on_site: bool,
    today: date,
) -> tuple[Examined, ...]:
    """Sign what was found (签署审查意见), on the papers or on site (第三十四条第三款)."""
    ensure_undecided(state)
    if not opinion.strip():
        raise OpinionNeeded
    if len(opinion) > LONGEST_WORDS:
        raise WordsTooLong
    return (Examined(today, officer, opinion.strip(), agrees, on_site),)
