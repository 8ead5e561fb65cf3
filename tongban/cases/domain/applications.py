"""An application and its stages (申请与阶段): what is filed, what waits, what is blocked, and why.

Matters that wait for another's licence are filed when it is granted; when it is refused or
withdrawn, what depends on it is blocked with the reason, and everything else goes on. The
application is finished when every matter has ended; a decision that is sent back opens it again.

>>> matters = (MatterFiled("A", 11, "n1", 1), MatterFiled("B", 12, "n2", 2, (Awaited("A", "L"),)))
>>> app = fold([Submitted(date(2026, 3, 2), 1, ("E",), matters)])
>>> [type(event).__name__ for event in advance(app, "A", "granted", today=date(2026, 3, 9))]
['Advanced']
>>> [type(event).__name__ for event in advance(app, "A", "refused", today=date(2026, 3, 9))]
['Advanced', 'Blocked', 'Finished']
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, assert_never

from tongban.kernel.events import Event


class Progress(StrEnum):
    """How far a matter is, seen from the application (联办进度)."""

    WAITING = "waiting"  # 等待前一阶段
    FILED = "filed"  # 已提交
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    TERMINATED = "terminated"  # 已终止
    BLOCKED = "blocked"  # 前一阶段没有办成

    @property
    def is_ended(self) -> bool:
        """Whether nothing more comes of it here."""
        return self not in (Progress.WAITING, Progress.FILED)


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a matter waits for (等待): the licence another matter of the application issues."""

    matter: str
    via: str


@dataclass(frozen=True, slots=True)
class MatterFiled:
    """A matter of the application (联办事项) by its plan key, with its case set aside.

    `pledged` and `lacking` are materials that were pledged, or are to follow (承诺、容缺);
    `situations` are those of the service that held when it was handed in (情形).
    """

    key: str
    case: int
    number: str
    stage: int
    after: tuple[Awaited, ...] = ()
    service: str = ""
    version: str = ""
    bind: Mapping[str, str] = field(default_factory=dict)
    pledged: tuple[int, ...] = ()
    lacking: tuple[int, ...] = ()
    situations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """Everything was handed in (提交); matters that wait for nothing are filed with it."""

    on: date
    applicant: int
    goal: tuple[str, ...]
    matters: tuple[MatterFiled, ...]
    parties: Mapping[str, int] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)
    book_on: date | None = None
    channel: str = "web"
    draft: int = 0
    title: str = ""
    by: str = ""
    receiving: str = ""
    delivering: str = ""


@dataclass(frozen=True, slots=True)
class Advanced:
    """A matter ended and these follow (推进)."""

    on: date
    matter: str
    outcome: str
    filed: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A matter cannot go on (受阻): which one stopped it, how that ended, the missing licence."""

    on: date
    matter: str
    because: str
    outcome: str
    via: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """Every matter has ended (全部办结)."""

    on: date
    by: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A matter is to be decided anew (重新办理), and what it had blocked waits for it again."""

    on: date
    matter: str
    waiting: tuple[str, ...] = ()
    by: str = ""


ApplicationEvent = Submitted | Advanced | Blocked | Finished | Reopened

TYPES: dict[str, type[ApplicationEvent]] = {
    "cases.Submitted": Submitted,
    "cases.Advanced": Advanced,
    "cases.Blocked": Blocked,
    "cases.Finished": Finished,
    "cases.Reopened": Reopened,
}
NAMES: dict[type, str] = {event: name for name, event in TYPES.items()}


@dataclass(frozen=True, slots=True)
class MatterState:
    """How a matter of the application stands (联办事项状态)."""

    matter: MatterFiled
    progress: Progress
    blocked: Blocked | None = None


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """An application as its events left it (申请); `seq` is its version."""

    submitted: Submitted
    matters: Mapping[str, MatterState]
    seq: int = 1
    finished: Finished | None = None

    @property
    def status(self) -> str:
        """Either running or finished (办理中、已办结)."""
        return "finished" if self.finished else "running"

    def key_of(self, case: int) -> str | None:
        """Return the plan key of the matter this case handles."""
        found = (key for key, one in self.matters.items() if one.matter.case == case)
        return next(found, None)


def evolve(state: ApplicationState | None, event: ApplicationEvent) -> ApplicationState:
    """Take one event into the state. Raises ValueError for a log that cannot be."""
    if isinstance(event, Submitted):
        if state is not None:
            raise ValueError("an application is submitted once")
        begun = {
            one.key: MatterState(one, Progress.WAITING if one.after else Progress.FILED)
            for one in event.matters
        }
        return ApplicationState(event, begun)
    if state is None:
        raise ValueError("an application begins with Submitted")
    state = replace(state, seq=state.seq + 1)
    match event:
        case Advanced():
            moved = {event.matter: Progress(event.outcome)}
            moved |= dict.fromkeys(event.filed, Progress.FILED)
            return replace(state, matters=_moved(state, moved))
        case Blocked():
            stopped = replace(state.matters[event.matter], progress=Progress.BLOCKED, blocked=event)
            return replace(state, matters={**state.matters, event.matter: stopped})
        case Finished():
            return replace(state, finished=event)
        case Reopened():
            moved = {event.matter: Progress.FILED}
            moved |= dict.fromkeys(event.waiting, Progress.WAITING)
            return replace(state, matters=_moved(state, moved), finished=None)
        case _:  # pragma: no cover - the type checker keeps it unreachable
            assert_never(event)


def _moved(state: ApplicationState, moved: Mapping[str, Progress]) -> Mapping[str, MatterState]:
    changed = {
        key: replace(state.matters[key], progress=progress, blocked=None)
        for key, progress in moved.items()
    }
    return {**state.matters, **changed}


def fold(events: Iterable[ApplicationEvent]) -> ApplicationState:
    """Fold the events of one application. Raises ValueError for an impossible log."""
    state: ApplicationState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise ValueError("an application without events")
    return state


def advance(
    state: ApplicationState, key: str, outcome: str, *, today: date
) -> tuple[ApplicationEvent, ...]:
    """Say what follows from the end of a matter; nothing when it is known already."""
    if state.matters[key].progress is not Progress.FILED:
        return ()
    ended = evolve(state, Advanced(today, key, outcome))
    ready = _ready(ended) if outcome == Progress.GRANTED else ()
    events: list[ApplicationEvent] = [Advanced(today, key, outcome, ready)]
    state = evolve(state, events[0])
    if outcome != Progress.GRANTED:
        for blocked in _blocked(state, key, outcome, today):
            events.append(blocked)
            state = evolve(state, blocked)
    if all(one.progress.is_ended for one in state.matters.values()):
        events.append(Finished(today))
    return tuple(events)


def reopen(state: ApplicationState, key: str, *, today: date) -> tuple[Reopened, ...]:
    """Say what follows when a decision is to be made anew; nothing when it is known already.

    What was filed on the strength of the first decision goes on as it is.
    """
    if state.matters[key].progress is Progress.FILED:
        return ()
    freed, frontier = [], [key]
    while frontier:
        stopper = frontier.pop(0)
        for name, one in state.matters.items():
            if one.blocked and one.blocked.because == stopper and name not in freed:
                freed.append(name)
                frontier.append(name)
    return (Reopened(today, key, tuple(freed)),)


def _ready(state: ApplicationState) -> tuple[str, ...]:
    """Matters that waited and now wait for nothing."""
    return tuple(
        key
        for key, one in state.matters.items()
        if one.progress is Progress.WAITING
        and all(
            state.matters[after.matter].progress is Progress.GRANTED for after in one.matter.after
        )
    )


def _blocked(state: ApplicationState, key: str, outcome: str, today: date) -> Iterable[Blocked]:
    """Everything that waits for this matter, directly or by way of another, nearest first."""
    reached, frontier = {key}, [key]
    while frontier:
        stopper = frontier.pop(0)
        for name, one in state.matters.items():
            via = next((a.via for a in one.matter.after if a.matter == stopper), None)
            if via is None or name in reached or one.progress is not Progress.WAITING:
                continue
            reached.add(name)
            frontier.append(name)
            how = outcome if stopper == key else Progress.BLOCKED.value
            yield Blocked(today, name, stopper, how, via)


def write(event: ApplicationEvent) -> dict[str, Any]:
    """Write an event as the data of its envelope; defaults are left out."""
    data: dict[str, Any] = {}
    for name in (one.name for one in fields(event) if one.name != "by"):
        value = getattr(event, name)
        if isinstance(value, date):
            data[name] = value.isoformat()
        elif name == "matters":
            data[name] = [
                {key: part for key, part in asdict(one).items() if part not in ((), {}, "")}
                for one in value
            ]
        elif value not in (None, "", {}, ()):
            data[name] = value
    return data


def read(envelope: Event) -> ApplicationEvent:
    """Read the event out of its envelope; `by` is the actor's name."""
    kind = TYPES[envelope.type]
    known = {one.name for one in fields(kind)}
    data = {name: value for name, value in envelope.data.items() if name in known}
    for name in {"on", "book_on"} & data.keys():
        data[name] = date.fromisoformat(data[name])
    for name in {"goal", "filed", "waiting"} & data.keys():
        data[name] = tuple(data[name])
    if "matters" in data:
        data["matters"] = tuple(_matter(one) for one in data["matters"])
    return kind(**data, by=envelope.actor.name)


def _matter(written: Mapping[str, Any]) -> MatterFiled:
    after = tuple(Awaited(**one) for one in written.get("after", ()))
    numbers = {key: tuple(written.get(key, ())) for key in ("pledged", "lacking", "situations")}
    return MatterFiled(**{**written, **numbers, "after": after})
