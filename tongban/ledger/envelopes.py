"""What the ledger is given and gives back (信封): appends, heads, tasks, pages.

Plain values; what stands in `attrs` and `data` is the business of the room that wrote it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tongban.kernel.events import Event
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

CLOCK = "clock"
"""The queue of due clocks; its tasks are handed to clock handlers, never shown to anybody."""


@dataclass(frozen=True, slots=True)
class Head:
    """The one current row of a stream (现状): what lists and searches read.

    `queue` is the agency it lies with (None: nobody's); `subject` the party it is about;
    `number` the number people know it by; `label` a short title without personal data; `due` the
    day it is due. `stream`, `kind`, `version`, `created_at` and `changed_at` are filled in on
    reading.
    """

    status: str
    queue: str | None
    subject: int
    number: str | None
    label: str
    due: date | None
    attrs: Mapping[str, Any] = field(default_factory=dict)
    stream: int = 0
    kind: str = ""
    version: int = 0
    created_at: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Open work (待办): in an agency's queue, in "person:<id>", or in "clock"."""

    id: int
    queue: str
    kind: str
    due_at: datetime | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Append:
    """Events to write to one stream, with what becomes of its head and its tasks.

    `expected` is the version the decision was made on. `head` None leaves the head as it is.
    `shared` says how many leading objects of every event are those of the stream's first event,
    one by one: they are stored once and read back with each. `close` names tasks by id, or all of a kind of this stream by that kind; closing what is not
    open does nothing.
    """

    stream: int
    kind: str
    expected: int
    events: Sequence[Event]
    head: Head | None
    open: Sequence[Task] = ()
    close: Sequence[int | str] = ()
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Tasks:
    """A page of a queue; `next` asks for the following one and is None on the last."""

    items: tuple[tuple[Task, Head], ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Heads:
    """A page of current rows; `next` asks for the following one and is None on the last."""

    items: tuple[Head, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many current rows share two attributes (计数), with the numbers of the oldest."""

    values: tuple[str, str]
    count: int
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as a listener hears it: with its stream and that stream's kind."""

    stream: int
    kind: str
    event: Event


@dataclass(frozen=True, slots=True)
class Parked:
    """Something given up after five failures: which listener or clock, on which stream, why."""

    name: str
    stream: int
    tries: int
    error: str


Counts = Mapping[str, int]
"""Open tasks of a queue by kind."""

Listener = Callable[[Heard], None]
ManyListener = Callable[[Sequence[Heard]], None]
ClockHandler = Callable[[Task, Head, datetime], None]


class BadPage(Problem):
    """The place a page should go on from is none that a page before has named (翻页位置不对)."""

    code = "ledger.bad-page"
    words = Text("这个翻页地址不对。", "This address of a page is not right.")
    advice = Text("请从第一页重新翻。", "Start again from the first page.")
    status = 404


class VersionConflict(Problem):
    """Somebody else wrote to the stream after it was read (版本冲突)."""

    code = "ledger.version-conflict"
    words = Text("这件事刚刚被别人处理过了。", "Somebody else has just dealt with this.")
    advice = Text(
        "请刷新页面,看看最新情况再决定。", "Reload the page and look again before deciding."
    )
    status = 409
