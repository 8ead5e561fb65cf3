"""The face of versions in flight (过渡办理): preview, move, take back, ask the applicant.

What `cases.api` promises about moving open cases; nothing outside this room imports it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tongban.agencies import api as agencies
from tongban.cases import bulk, entering, handling, reading, store, structure
from tongban.cases.domain import clocks, decisions, moving
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.moving import ASK, CARRY, FORBID, Change, Migrated, MovedBack, MoveOffered
from tongban.cases.domain.problems import WrongStep
from tongban.cases.domain.states import CaseState, evolve
from tongban.cases.problems import NotYours
from tongban.cases.views import Case
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import PublicService
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.ledger import api as ledger

BATCH = 200
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class MoveExample:
    """A case a move would touch (受影响的办件): what becomes of it, and its due day before and after."""

    number: str
    verdict: str
    was: str
    due: date | None
    due_after: date | None


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move would do (过渡预览): how many are carried, asked and kept, and why.

    `changes` names each kind of change from each version, with its transitional note.
    """

    service: str
    to: str
    batch: str
    carried: int
    asked: int
    kept: int
    waiting: int
    by_version: dict[str, int] = field(default_factory=dict)
    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    examples: tuple[MoveExample, ...] = ()


@dataclass(frozen=True, slots=True)
class MoveResult:
    """What a move did (过渡结果); `left` says by number why a case could not be moved."""

    batch: str
    carried: int
    asked: int
    kept: int
    left: dict[str, str] = field(default_factory=dict)


def preview_move(
    service: str, *, actor: Actor, to: str | None = None, at: datetime | None = None
) -> MovePreview:
    """Say what moving the open cases of a service to a version (today's) would do; changes nothing.

    Every open case is looked at, so the counts are those of `migrate` a moment later.
    """
    mover = _Mover(service, to, at or time.now(), actor)
    counts: Counter[str] = Counter()
    versions: Counter[str] = Counter()
    examples: list[MoveExample] = []
    for streams in mover.batches():
        for state in store.load_all(streams).values():
            said, example = mover.judge(state)
            if not said:
                continue
            counts[said] += 1
            versions[state.filed.version] += 1
            if sum(one.verdict == said for one in examples) < EXAMPLES:
                examples.append(example)
    return MovePreview(
        service=service,
        to=mover.new.version,
        batch=mover.batch,
        carried=counts[CARRY],
        asked=counts[ASK],
        kept=counts[FORBID],
        waiting=counts["waiting"],
        by_version=dict(versions),
        changes={version: mover.changes(version) for version in versions},
        examples=tuple(examples),
    )


def migrate(
    service: str, *, actor: Actor, to: str | None = None, at: datetime | None = None
) -> MoveResult:
    """Move the open cases of a service to a version (today's), in bulk (批量过渡).

    Form, route, materials and clock of a case move together in one event, or not at all. What is
    forbidden to move is kept; where the applicant has a say, or would get a later day, they are
    asked. Broken off anywhere it can be called again and does the rest; `take_back_move` undoes it.
    Everybody concerned is told.
    """
    at = at or time.now()
    mover, result = _Mover(service, to, at, actor), bulk.Result()
    for streams in mover.batches():
        bulk.change(streams, mover.step, actor=actor, at=at, result=result)
    return MoveResult(
        mover.batch, mover.counts[CARRY], mover.counts[ASK], mover.counts[FORBID], result.left
    )


def take_back_move(
    batch: str, *, reason: str, actor: Actor, at: datetime | None = None
) -> MoveResult:
    """Take a move back (撤回过渡): open cases stand again on the version before, with its clock."""
    at = at or time.now()
    _ensure_may_migrate(actor)
    result = bulk.Result()

    def step(_stream: int, state: CaseState, today: date) -> Sequence[CaseEvent]:
        if state.moves and state.moves[-1].moved.batch == batch:
            return [MovedBack(today, batch, state.moves[-1].before.version, reason)]
        if state.offered is not None and state.offered.batch == batch:
            return [MovedBack(today, batch, state.filed.version, reason)]
        return ()

    for name in ("batch", "offered"):
        for heads in ledger.busy(kind=store.CASE, attrs={name: batch}, limit=BATCH):
            streams = [head.stream for head in heads]
            bulk.change(streams, step, actor=actor, at=at, result=result)
    return MoveResult(batch, result.done, 0, 0, result.left)


def answer_move(case: int | str, *, agreed: bool, actor: Actor, at: datetime | None = None) -> Case:
    """Answer whether the newer version shall apply (是否适用新规定), for the applicant."""
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_applicants(state, actor, "supplement", at=at)
    if state.offered is None:
        raise WrongStep("没有等您选择的事项。")
    service = catalogue.service(state.filed.service, state.offered.version)

    def step(now: CaseState, today: date, _: WorkingCalendar) -> Sequence[CaseEvent]:
        decisions.ensure_undecided(now)
        if now.offered is None:
            raise WrongStep("没有等您选择的事项。")
        answered = moving.MoveAnswered(today, now.offered.batch, agreed)
        if not agreed:
            return [answered]
        found = _changes(now.filed.service, now.filed.version, service)
        return [answered, _move(now, service, now.offered.batch, found, today)]

    state = handling.take(stream, state, step, actor=actor, at=at)
    return reading.case(stream, state, at=at)


def _ensure_may_migrate(actor: Actor) -> None:
    if not agencies.may(actor, "migrate", agency=None):
        raise NotYours


def _changes(service: str, version: str, new: PublicService) -> tuple[Change, ...]:
    return moving.changes(catalogue.service(service, version), new, new.procedure.transition)


def _move(
    state: CaseState,
    service: PublicService,
    batch: str,
    found: tuple[Change, ...],
    today: date,
) -> Migrated:
    return moving.move(
        service,
        book_on=max(today, date.fromisoformat(service.version)),
        batch=batch,
        found=found,
        was=state.filed.version,
        agency=structure.office(service, place=state.filed.place, on=today),
        before=state.filed.terms,
        today=today,
    )


class _Mover:
    """One move of a service's open cases: the versions compared once, each case judged by it."""

    def __init__(self, service: str, to: str | None, at: datetime, actor: Actor) -> None:
        _ensure_may_migrate(actor)
        self.service, self.today = service, time.city_date(at)
        self.new = catalogue.service(service, to)
        self.batch = f"{service}@{self.new.version}"
        self.calendar = agencies.calendar()
        self.counts: Counter[str] = Counter()
        self._known: dict[str, tuple[Change, ...]] = {}

    def batches(self) -> Iterator[list[int]]:
        """Go through the open cases of the service that stand on another version."""
        for heads in ledger.busy(kind=store.CASE, attrs={"service": self.service}, limit=BATCH):
            yield [one.stream for one in heads if one.attrs.get("version") != self.new.version]

    def changes(self, version: str) -> tuple[Change, ...]:
        """Compare a version with the new one, once."""
        if version not in self._known:
            self._known[version] = _changes(self.service, version, self.new)
        return self._known[version]

    def judge(self, state: CaseState) -> tuple[str, MoveExample]:
        """Say what becomes of a case: carry, ask, forbid, waiting (asked before), or "" for none."""
        filed, found = state.filed, self.changes(state.filed.version)
        said = moving.verdict(found)
        before = clocks.due(state, self.calendar)
        after = clocks.due(evolve(state, self._moved(state)), self.calendar)
        if said == CARRY and before is not None and (after is None or after > before):
            said = ASK
        if not state.status.is_open or filed.version == self.new.version:
            said = ""
        elif filed.act or (said == ASK and self.new.version in state.declined):
            said = FORBID  # what follows an earlier matter has limits and an office of its own
        elif state.offered is not None and state.offered.batch == self.batch:
            said = "waiting"
        return said, MoveExample(filed.number, said, filed.version, before, after)

    def step(self, _stream: int, state: CaseState, today: date) -> Sequence[CaseEvent]:
        """Move a case, or ask its applicant."""
        said, _ = self.judge(state)
        self.counts[said] += 1
        if said == CARRY:
            return [self._moved(state)]
        if said == ASK:
            found = self.changes(state.filed.version)
            note = self.new.procedure.transition.note
            kinds = tuple(one.kind for one in found)
            return [MoveOffered(today, self.batch, self.new.version, kinds, note)]
        return ()

    def _moved(self, state: CaseState) -> Migrated:
        found = self.changes(state.filed.version)
        return _move(state, self.new, self.batch, found, self.today)
