"""The face of working together (会办): asking other agencies, answering, taking back, looking in.

What `cases.api` promises about branches; nothing outside this room imports it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases import access, cities, entering, handling, together
from tongban.cases.domain import branches, decisions
from tongban.cases.domain.branches import Asked, Branch
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.states import CaseState
from tongban.cases.problems import NotYours
from tongban.catalogue import api as catalogue
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.text import Text
from tongban.ledger import api as ledger


@dataclass(frozen=True, slots=True)
class BranchView:
    """One agency's part in a case as officers see it (会办情况).

    `kind` is opinion or part; `outcome` agree or object, None while it is open; `stuck`: its day
    has passed and the supervisor has been told.
    """

    key: str
    agency: str
    agency_name: Text
    kind: str
    about: str
    asked_on: date
    due: date | None
    outcome: str | None
    words: str
    answered_by: str
    recalled: str
    stuck: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """A case a supervisor should look at (督办事项), and why.

    `why` is late (a limit ran out), stuck (another agency owes its part: `waits_for`) or returned
    (it was sent back a second time); `since` is the day that happened or was due.
    """

    number: str
    case: int
    label: str
    agency: str
    status: str
    why: str
    since: date | None
    waits_for: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A page of what a supervisor should look at (督办清单), oldest first, with counts by reason."""

    rows: tuple[Watched, ...]
    counts: Mapping[str, int]
    after: str | None = None


def ask_opinion(
    case: int | str,
    *,
    asked: Sequence[Asked],
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> tuple[BranchView, ...]:
    """Ask other agencies about a case, all at once (征求意见); they see this case until they answer.

    Where the name is that of another city in accord, it is asked to decide what it is competent
    for: what it needs goes there, and the case is one there under the same number (跨城通办).
    Raises UnknownAgency, BranchNeedsWords, FileTooLarge, WrongStep for a case that is decided. The case's own
    limits run on: an opinion among agencies is no reason to stop a clock (行政许可法 第四十五条).
    """
    at = at or time.now()
    stream, state = handling.find(case)
    access.ensure_officers(actor, state.filed.agency, "ask_opinion")
    wanted = [cities.asked(state, one) for one in asked]

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        return branches.ask(now.branches, wanted, today=today)

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return views(state)


def answer_branch(
    case: int | str,
    key: str,
    *,
    outcome: str,
    words: str = "",
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> None:
    """Answer for the agency that was asked: "agree" or "object"; with that its sight of it ends.

    Raises NotYours for any other agency, NoSuchBranch when it was answered or taken back, and
    BranchNeedsWords for an objection without a reason.
    """
    at = at or time.now()
    stream, state = handling.find(case)
    one = _theirs(state, key, actor)

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        return branches.answer(
            now.branches, one.asked.key, outcome=outcome, said=words, today=today
        )

    handling.take(stream, state, step, actor=actor, at=at, expected=expected)


def recall_branch(
    case: int | str,
    key: str,
    *,
    reason: str,
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> tuple[BranchView, ...]:
    """Take a request back with a reason, so that one silent body cannot hold a case (收回会办)."""
    at = at or time.now()
    stream, state = handling.find(case)
    access.ensure_officers(actor, state.filed.agency, "ask_opinion")

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        return branches.recall(now.branches, key, reason=reason, today=today)

    state = handling.take(stream, state, step, actor=actor, at=at, expected=expected)
    return views(state)


def branches_of(case: entering.Which, *, actor: Actor) -> tuple[BranchView, ...]:
    """Show the branches of a case to its agency; one that was asked sees its own alone."""
    opened = entering.opened(case, actor=actor)
    state = opened.state
    if opened.is_officers(state.filed.agency, "inbox"):
        return views(state)
    found = tuple(
        one
        for one in views(state)
        if state.status.is_open and one.open and opened.is_officers(one.agency, "inbox")
    )
    if not found:
        raise NotYours
    return found


def watchlist(*, actor: Actor, after: str | None = None, limit: int = 50) -> Watchlist:
    """List the cases that are late, stuck with another agency, or sent back twice (督办清单).

    For supervisors of the city. A page at a time, the oldest first; never counts rows.
    """
    if not agencies.may(actor, "overdue", agency=None):
        raise NotYours
    found = ledger.tasks(queue=together.SUPERVISION, after=after, limit=limit)
    rows = tuple(
        Watched(
            number=head.number or "",
            case=head.stream,
            label=head.label,
            agency=head.queue or "",
            status=head.status,
            why=task.kind,
            since=time.city_date(task.due_at) if task.due_at else None,
            waits_for=str(task.data.get("key", "")).rpartition(":")[0],
            officer=str(head.attrs.get("officer_name", "")),
        )
        for task, head in found.items
    )
    return Watchlist(rows, ledger.counts(together.SUPERVISION), found.next)


def _theirs(state: CaseState, key: str, actor: Actor) -> Branch:
    """Return the open branch of the actor's agency, or raise as if there were nothing."""
    for one in state.branches:
        if one.asked.key == key and access.is_officers(actor, one.asked.agency, "advise"):
            return branches.open_branch(state.branches, key)
    raise NotYours


def views(state: CaseState) -> tuple[BranchView, ...]:
    """Show the branches of a case."""
    book, calendar = catalogue.book(state.filed.book_on), agencies.calendar()
    return tuple(
        BranchView(
            key=one.asked.key,
            agency=one.asked.agency,
            agency_name=book.agency_name(one.asked.agency),
            kind=one.asked.kind,
            about=one.asked.about,
            asked_on=one.asked.on,
            due=one.due(calendar),
            outcome=one.answered.outcome if one.answered else None,
            words=one.answered.words if one.answered else "",
            answered_by=one.answered.by if one.answered else "",
            recalled=one.recalled.reason if one.recalled else "",
            stuck=one.stuck is not None,
            open=one.is_open,
        )
        for one in state.branches
    )
