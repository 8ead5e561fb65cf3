"""Who has a case in hand (经办与移交): assigned, handed over, moved with an agency, taken early.

A case belongs to an agency and is in the hand of one officer at most. Neither change touches a
clock: limits start with the acceptance and end by the calendar, whoever works. Taking a case
before one of the same kind that is due earlier needs a reason on record (公平原则; 行政许可法 第五条).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Assigned:
    """The case was put into an officer's hand (分派).

    `how` is queue (taken by themselves), rotation, load, skill, reassigned, or post (handed over).
    """

    on: date
    officer: int
    name: str = ""
    how: str = "queue"
    reason: str = ""
    was: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Transferred:
    """The case moved to another agency (移交), with the power it belongs to; the clock runs on.

    `reform` names the reorganisation that moved the power, or was taken back.
    """

    on: date
    agency: str
    was: str
    reason: str
    by: str = ""
    reform: str = ""


@dataclass(frozen=True, slots=True)
class TakenEarly:
    """A case was taken before one that is due earlier (调整办理顺序), for a recorded reason."""

    on: date
    before: str
    reason: str = ""
    by: str = ""


HandoverEvent = Assigned | Transferred | TakenEarly


class QueueReasonNeeded(Problem):
    """A case was taken before one of the same kind that is due earlier (越序需说明理由)."""

    code = "cases.queue-reason-needed"
    words = Text(
        "同类办件里有更早到期的还没有办。", "A case of the same kind that is due earlier waits."
    )
    advice = Text(
        "请先办更早到期的，或者写明先办这一件的理由，理由会留在记录里。",
        "Take the earlier one first, or say why this one goes first; the reason is kept.",
    )
    law = "行政许可法 第五条"
    status = 409


class HandoverReasonNeeded(Problem):
    """A hand-over without its reason (移交未说明理由)."""

    code = "cases.handover-reason-needed"
    words = Text("移交要写明理由。", "A hand-over needs its reason.")
    advice = Text("请写明为什么移交，最多 2000 字。", "Say why, in at most 2,000 characters.")


class NobodyToAssign(Problem):
    """No officer of the agency can take the case (没有可分派的人员)."""

    code = "cases.nobody-to-assign"
    words = Text("没有可以接这件的经办人员。", "No officer of the agency can take this case.")
    advice = Text(
        "请检查岗位、技能和请假登记。", "Look at the posts, their skills and the absences."
    )
    status = 409


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer who could take a case (候选经办人): the load in hand, and when last given one."""

    officer: int
    name: str
    load: int = 0
    last: str = ""
    skills: frozenset[str] = frozenset()


def choose(candidates: Sequence[Candidate], *, mode: str, skills: Sequence[str]) -> Candidate:
    """Choose who takes a case: by skill first, then by load or in turn. Raises NobodyToAssign.

    >>> one, two = Candidate(1, "甲", load=3, last="b"), Candidate(2, "乙", load=1, last="c")
    >>> choose([one, two], mode="load", skills=()).name
    '乙'
    >>> choose([one, two], mode="rotation", skills=()).name
    '甲'
    """
    able = [one for one in candidates if set(skills) <= one.skills]
    if not able:
        raise NobodyToAssign
    if mode == "rotation":
        return min(able, key=lambda one: (one.last, one.officer))
    return min(able, key=lambda one: (one.load, one.last, one.officer))


def reason(given: str) -> str:
    """Return the reason of a hand-over, or raise HandoverReasonNeeded."""
    text = given.strip()
    if not text or len(text) > LONGEST_WORDS:
        raise HandoverReasonNeeded
    return text


def early(before: str | None, given: str, *, today: date) -> tuple[TakenEarly, ...]:
    """Say what taking a case means where `before` names an earlier one that waits."""
    if before is None:
        return ()
    text = given.strip()
    if not text or len(text) > LONGEST_WORDS:
        raise QueueReasonNeeded(before)
    return (TakenEarly(today, before, text),)


def noted(before: str | None, given: str, *, today: date) -> tuple[TakenEarly, ...]:
    """Put on record that a case nobody had in hand was decided before an earlier one (越序留痕).

    Without a reason it is recorded as such, for the supervisor: a decision that is due to the
    applicant is not held up for the order of a queue.
    """
    return (TakenEarly(today, before, given.strip()[:LONGEST_WORDS]),) if before else ()
