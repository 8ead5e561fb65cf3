"""Electronic supervision (电子监察): numbered rules, and the alarms they raise, which go to people.

A rule says what it watches, from when it warns, whom it calls and how long they have. An alarm is
raised once for one rule and one thing; it has an owner, who says that it was seen and what was done.
One that nobody takes up goes a step further up. A dashboard that nobody is named on helps nobody.

>>> rule = Rule.of({"no": "JC-01", "name": "快到期", "level": "warning", "watch": "due_soon", "from": 2})
>>> rule.fires(1), rule.fires(3)
(True, False)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, assert_never

from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

LEVELS: Mapping[str, Text] = {
    "warning": Text("预警", "Warning"),
    "urge": Text("督办", "Reminder"),
    "report": Text("通报", "Report"),
}
WATCHES: Mapping[str, Text] = {
    "due_soon": Text("离到期还剩几个工作日", "Working days left"),
    "overdue": Text("超期几个工作日", "Working days overdue"),
    "untouched": Text("收件后几个工作日没有动", "Working days untouched"),
    "stuck": Text("会办超期几个工作日", "Working days another agency is late"),
    "measure": Text("指标", "A measure"),
    "returned_row": Text("上级平台退回的数据行", "A row the hub sent back"),
}
HOURS = 24
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of supervision (监察规则): what it watches, from when it fires, how it goes on.

    `start` is the number from which it fires: days of a clock, or a value of `measure`. `hours` is
    the time its owner has before it goes to the supervisor of the city; `least` how many cases a
    measure must rest on, `days` over how many days it is taken.
    """

    no: str
    name: Text
    level: str
    watch: str
    start: float = 0
    hours: int = HOURS
    measure: str = ""
    least: int = 10
    days: int = 30
    law: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Rule":
        """Read a rule as its definition says it."""
        name = said["name"]
        return cls(
            no=said["no"],
            name=Text(name) if isinstance(name, str) else Text(name["zh"], name.get("en")),
            level=said["level"],
            watch=said["watch"],
            start=said.get("from", 0),
            hours=said.get("answer_hours", HOURS),
            measure=said.get("measure", ""),
            least=said.get("least", 10),
            days=said.get("days", 30),
            law=said.get("law", ""),
        )

    def fires(self, value: float, *, more_is_better: bool = False) -> bool:
        """Whether a value calls for the alarm."""
        falls = self.watch == "due_soon" or (self.watch == "measure" and more_is_better)
        return value <= self.start if falls else value >= self.start


# Alarms


class AlarmStatus(StrEnum):
    """Where an alarm stands (监察状态)."""

    RAISED = "raised"  # 已发出
    SEEN = "seen"  # 已签收
    ESCALATED = "escalated"  # 已升级
    CLOSED = "closed"  # 已办结


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """A rule fired (发出监察): about which case or figure, for which agency, in which words."""

    rule: str
    level: str
    about: str
    agency: str
    words: str
    hours: int = HOURS
    owner: int = 0
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class AlarmSeen:
    """Its owner said that they have seen it (签收)."""

    officer: int


@dataclass(frozen=True, slots=True)
class AlarmEscalated:
    """Nobody took it up in time, so it went to the supervisor of the city (升级督办)."""

    was: str


@dataclass(frozen=True, slots=True)
class AlarmClosed:
    """What was done (反馈办结), by its owner; or the cause is gone (`by_itself`)."""

    words: str
    by_itself: bool = False


AlarmEvent = AlarmRaised | AlarmSeen | AlarmEscalated | AlarmClosed
TYPES: Mapping[str, type[AlarmEvent]] = {
    "oversight.AlarmRaised": AlarmRaised,
    "oversight.AlarmSeen": AlarmSeen,
    "oversight.AlarmEscalated": AlarmEscalated,
    "oversight.AlarmClosed": AlarmClosed,
}
NAMES = {kind: name for name, kind in TYPES.items()}


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm as its events left it (监察单)."""

    id: int
    raised: AlarmRaised
    at: datetime
    status: AlarmStatus = AlarmStatus.RAISED
    seq: int = 1
    seen_by: int = 0
    done: str = ""
    changed_at: datetime | None = None

    @property
    def number(self) -> str:
        """The number of the alarm (监察编号): its rule and what it is about."""
        return f"{self.raised.rule}/{self.raised.about}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to say what was done."""
        return self.status is not AlarmStatus.CLOSED

    @property
    def queue(self) -> str:
        """Whose it is now: the agency's, or the city's once it went up."""
        up = self.status is AlarmStatus.ESCALATED or not self.raised.agency
        return "alarm:" if up else f"alarm:{self.raised.agency}"


def fold(identifier: int, log: Iterable[tuple[AlarmEvent, datetime]]) -> Alarm:
    """Fold the events of an alarm. Raises ValueError for a log that does not begin with one."""
    made: Alarm | None = None
    for event, at in log:
        if isinstance(event, AlarmRaised):
            made = Alarm(identifier, event, at, changed_at=at)
            continue
        if made is None:
            raise ValueError("an alarm begins when it is raised")
        made = replace(_evolved(made, event), seq=made.seq + 1, changed_at=at)
    if made is None:
        raise ValueError("an alarm without events")
    return made


def _evolved(alarm: Alarm, event: AlarmSeen | AlarmEscalated | AlarmClosed) -> Alarm:
    match event:
        case AlarmSeen():
            return replace(alarm, status=AlarmStatus.SEEN, seen_by=event.officer)
        case AlarmEscalated():
            return replace(alarm, status=AlarmStatus.ESCALATED)
        case AlarmClosed():
            return replace(alarm, status=AlarmStatus.CLOSED, done=event.words)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


class AlarmOver(Problem):
    """The alarm has been dealt with already (监察单已办结)."""

    code = "oversight.alarm-over"
    words = Text("这张监察单已经办结了。", "This alarm has been dealt with.")
    advice = Text("请刷新页面看看最新情况。", "Reload the page.")
    status = 409


class WordsNeeded(Problem):
    """An alarm was to be closed without saying what was done (未说明处理情况)."""

    code = "oversight.words-needed"
    words = Text("请写明是怎么处理的。", "Say what was done.")
    advice = Text(
        "写清原因和措施，最多 2000 字。", "Cause and measure, in at most 2,000 characters."
    )


class NotYourAlarm(Problem):
    """The alarm is another agency's (不是本机关的监察单)."""

    code = "oversight.not-your-alarm"
    words = Text("这张监察单不是发给您的。", "This alarm is not for you.")
    advice = Text(
        "它发给了所涉部门的负责人和监督人员。", "It went to the agency's head and the supervisor."
    )
    status = 403


def see(alarm: Alarm, *, officer: int) -> AlarmSeen:
    """Decide that its owner has seen it; raises AlarmOver."""
    if not alarm.is_open:
        raise AlarmOver
    return AlarmSeen(officer)


def close(alarm: Alarm, *, words: str) -> AlarmClosed:
    """Decide that it is dealt with; raises AlarmOver, WordsNeeded."""
    if not alarm.is_open:
        raise AlarmOver
    if not words.strip() or len(words) > LONGEST:
        raise WordsNeeded
    return AlarmClosed(words.strip())
