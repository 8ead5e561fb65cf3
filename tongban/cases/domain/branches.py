"""Working together (会办): parallel agencies under a lead, and opinions asked of another body.

A branch is one agency's part in somebody else's case: its own part of a joint decision (并联审批;
行政许可法 第二十六条), or an opinion (征求意见). All run at once, so what they take together is the longest
of them. A branch gives its agency sight of this one case until it has answered. One that is late
is called stuck and shown to the supervisor, and the case's own clock runs on. An agency that
objects binds the lead only where the part is its own to decide; an opinion is weighed, and going
against it takes a reason. Another city that is competent decides as an agency does on its part; its
case there bears the same number, and what becomes of it is told here (跨城通办).

>>> asked = BranchAsked(date(2026, 3, 2), "SC:1", "SC", OPINION, "是否符合规划", 5)
>>> longest([Branch(asked)], WorkingCalendar())
datetime.date(2026, 3, 9)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tongban.catalogue.domain.procedures import Procedure
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.clock import WORKING_DAY, Clock
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

OPINION, PART, CITY = "opinion", "part", "city"
AGREE, OBJECT = "agree", "object"
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class BranchAsked:
    """Another agency was asked (发起会办): for an opinion, or for its part of a joint decision.

    A `city` is asked to decide what it is competent for; `agency` is then its name.
    """

    on: date
    key: str
    agency: str
    kind: str
    about: str = ""
    days: int | None = None
    unit: str = WORKING_DAY
    order: int = 1
    by: str = ""


@dataclass(frozen=True, slots=True)
class BranchAnswered:
    """The other agency answered (会办反馈), with its reason where it objects; its access ends."""

    on: date
    key: str
    outcome: str
    words: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class BranchRecalled:
    """The lead does without the answer (收回会办), and says why."""

    on: date
    key: str
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class BranchStuck:
    """A branch passed its day without an answer (会办超时) and went to the supervisor (督办)."""

    on: date
    key: str
    due: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class BranchTold:
    """The other city told how far the case is there (进度告知): its status, and words."""

    on: date
    key: str
    status: str
    words: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class BranchMoved:
    """What was asked of an agency waits at whoever has its powers now (会办移交); its day stays."""

    on: date
    key: str
    agency: str
    was: str
    reason: str = ""
    by: str = ""


BranchEvent = BranchAsked | BranchAnswered | BranchRecalled | BranchStuck | BranchTold | BranchMoved


@dataclass(frozen=True, slots=True)
class Branch:
    """One agency's part in a case (会办分支), as its events left it."""

    asked: BranchAsked
    answered: BranchAnswered | None = None
    recalled: BranchRecalled | None = None
    stuck: BranchStuck | None = None
    told: BranchTold | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer is still awaited."""
        return self.answered is None and self.recalled is None

    def due(self, calendar: WorkingCalendar) -> date | None:
        """Return the day it is to answer by, None where none was set."""
        if self.asked.days is None:
            return None
        return Clock(self.asked.on, self.asked.days, self.asked.unit).due(calendar)


Branches = tuple[Branch, ...]


class BranchesOpen(Problem):
    """A decision while others still owe their part (会办未完成)."""

    code = "cases.branches-open"
    words = Text("还有部门没有反馈，现在不能作出决定。", "Other agencies have not answered yet.")
    advice = Text(
        "请等反馈、请监督人员督办，或者说明理由收回会办。",
        "Wait, have the supervisor remind them, or take the request back with a reason.",
    )
    law = "行政许可法 第二十六条"
    status = 409


class BranchObjects(Problem):
    """An agency whose part it is objects, so the whole cannot be granted (协办部门不同意)."""

    code = "cases.branch-objects"
    words = Text(
        "有部门对自己负责的部分不同意，不能全部准予。",
        "An agency refused its own part, so the whole cannot be granted.",
    )
    advice = Text("请部分准予或者不予，并写明理由。", "Grant partly or refuse, and say the reason.")
    law = "行政许可法 第二十六条"


class BranchAgainst(Problem):
    """A decision against an opinion, without a reason (未说明不采纳意见的理由)."""

    code = "cases.branch-against"
    words = Text("决定与征求到的意见不一致。", "The decision goes against an opinion.")
    advice = Text("请写明不采纳意见的理由。", "Say why the opinion is not followed.")


class NoSuchBranch(Problem):
    """There is no open request of this agency in the case (没有待反馈的会办)."""

    code = "cases.no-such-branch"
    words = Text("没有等您部门反馈的会办。", "Nothing of your agency's is open in this case.")
    advice = Text(
        "可能已经反馈过或者被收回，请刷新页面。", "It was answered or taken back; reload the page."
    )
    status = 409


class BranchNeedsWords(Problem):
    """An objection, a request or a recall without its words (未写明内容)."""

    code = "cases.branch-needs-words"
    words = Text("没有写明内容或者理由。", "The words or the reason are missing.")
    advice = Text(
        "请用两三句话写清楚，最多 2000 字。", "Write two or three sentences, at most 2,000."
    )


def evolve(branches: Branches, event: BranchEvent) -> Branches:
    """Take one event into the branches of a case."""
    match event:
        case BranchAsked():
            return (*branches, Branch(event))
        case BranchAnswered():
            return _with(branches, event.key, answered=event)
        case BranchRecalled():
            return _with(branches, event.key, recalled=event)
        case BranchStuck():
            return _with(branches, event.key, stuck=event)
        case BranchTold():
            return _with(branches, event.key, told=event)
        case BranchMoved():
            return tuple(
                replace(one, asked=replace(one.asked, agency=event.agency))
                if one.asked.key == event.key
                else one
                for one in branches
            )


def _with(branches: Branches, key: str, **change: BranchEvent) -> Branches:
    return tuple(
        replace(one, **change) if one.asked.key == key else one  # type: ignore[arg-type]
        for one in branches
    )


# Asking


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one agency (会办要求)."""

    agency: str
    about: str
    kind: str = OPINION
    days: int | None = None
    unit: str = WORKING_DAY
    order: int = 1


def ask(branches: Branches, asked: Sequence[Asked], *, today: date) -> tuple[BranchAsked, ...]:
    """Ask other agencies, all at once (并联); the same agency may be asked again later."""
    made: list[BranchAsked] = []
    for one in asked:
        words(one.about)
        earlier = sum(each.asked.agency == one.agency for each in branches)
        earlier += sum(each.agency == one.agency for each in made)
        key = f"{one.agency}:{earlier + 1}"
        made.append(
            BranchAsked(
                today, key, one.agency, one.kind, one.about.strip(), one.days, one.unit, one.order
            )
        )
    return tuple(made)


def words(given: str) -> str:
    """Return what was written, or raise BranchNeedsWords."""
    text = given.strip()
    if not text or len(text) > LONGEST_WORDS:
        raise BranchNeedsWords
    return text


def answer(
    branches: Branches, key: str, *, outcome: str, said: str, today: date
) -> tuple[BranchAnswered, ...]:
    """Answer for one agency; an objection says why."""
    open_branch(branches, key)
    text = words(said) if outcome != AGREE or said.strip() else ""
    return (BranchAnswered(today, key, OBJECT if outcome != AGREE else AGREE, text),)


def recall(branches: Branches, key: str, *, reason: str, today: date) -> tuple[BranchRecalled, ...]:
    """Take a request back, with the reason."""
    open_branch(branches, key)
    return (BranchRecalled(today, key, words(reason)),)


def open_branch(branches: Branches, key: str) -> Branch:
    """Return an open branch, or raise NoSuchBranch."""
    for one in branches:
        if one.asked.key == key and one.is_open:
            return one
    raise NoSuchBranch


def escalate(
    branches: Branches, *, today: date, calendar: WorkingCalendar
) -> tuple[BranchStuck, ...]:
    """Call every open branch stuck that has passed its day and is not called so yet."""
    return tuple(
        BranchStuck(today, one.asked.key, due)
        for one in branches
        if one.is_open and one.stuck is None
        for due in (one.due(calendar),)
        if due is not None and today > due
    )


def ready(branches: Branches, procedure: Procedure, *, lead: str) -> tuple[Asked, ...]:
    """Return what the definition asks of others now: those of an order once the former answered."""
    joint = procedure.joint
    parts = joint.agencies if joint else ()
    planned = [
        Asked(one, "联合办理本部门负责的部分", PART, joint.days if joint else None)
        for one in parts
        if one != lead
    ] + [
        Asked(one.agency, one.about or "征求意见", OPINION, one.days, one.unit, one.order)
        for one in procedure.opinions
    ]
    asked = {(one.asked.agency, one.asked.kind) for one in branches}
    waiting = [one for one in planned if (one.agency, one.kind) not in asked]
    if any(one.is_open for one in branches):
        return ()
    return tuple(one for one in waiting if one.order == _first(waiting))


def _first(waiting: Sequence[Asked]) -> int:
    return min((one.order for one in waiting), default=1)


# What follows for the decision


def ensure_decidable(branches: Branches, *, grants: bool, wholly: bool, reason: str) -> None:
    """Raise unless the lead may decide: all have answered, and nobody's own part is overridden."""
    waiting = [one.asked.agency for one in branches if one.is_open]
    if waiting:
        raise BranchesOpen("、".join(waiting))
    against = [
        one for one in branches if one.answered is not None and one.answered.outcome == OBJECT
    ]
    if grants and wholly and (parts := [one for one in against if one.asked.kind != OPINION]):
        raise BranchObjects("、".join(one.asked.agency for one in parts))
    if grants and against and not reason.strip():
        raise BranchAgainst("、".join(one.asked.agency for one in against))


def longest(branches: Iterable[Branch], calendar: WorkingCalendar) -> date | None:
    """Return the day by which all parallel branches are due: the longest's (总时限取最长)."""
    days = [due for one in branches if (due := one.due(calendar)) is not None]
    return max(days, default=None)


def decided_by_city(branches: Branches) -> Branch | None:
    """Return the branch in which another city granted what it is competent for, if any."""
    found = [one for one in branches if one.asked.kind == CITY and one.answered is not None]
    return next((one for one in found if one.answered and one.answered.outcome == AGREE), None)


def readers(branches: Branches) -> frozenset[str]:
    """Return the agencies that may look at the case because their answer is awaited."""
    return frozenset(one.asked.agency for one in branches if one.is_open)
