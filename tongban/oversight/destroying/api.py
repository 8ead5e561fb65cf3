"""The face of destroying (期满销毁): what is over, a list of it, and the second person who has it done.

Files of cases are lists of the archive; facts and words of demands are lists of this room.
The terms are definitions: a fact kind's own months, else the years of its grade
(`fact_years_grade_<n>`), and `demand_years`; what has none is kept. A list is a stream of the ledger
that names rows and never what stood in them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.cases.archiving import api as archiving
from tongban.cases.archiving.api import NotToBeDestroyed
from tongban.catalogue import api as catalogue
from tongban.facts import api as facts
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.policy.domain.rules.figures import chosen
from tongban.voice import api as voice

__all__ = [
    "FACTS",
    "FILES",
    "KINDS",
    "WORDS",
    "Due",
    "Listed",
    "NotToBeDestroyed",
    "approve",
    "due",
    "listed",
    "propose",
]

FILES, FACTS, WORDS = "files", "facts", "demands"
KINDS = (FILES, FACTS, WORDS)
STREAM = "destruction"
PROPOSED, APPROVED = "oversight.DestructionProposed", "oversight.DestructionApproved"
BATCH = 200
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Due:
    """What may be destroyed (到期): the row, what kind of thing or which number, from which day."""

    id: int
    what: str
    since: date


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of what is to be or was destroyed (销毁清册): its rows name things, never what they said."""

    id: int
    kind: str
    rows: tuple[str, ...]
    proposed_by: Actor
    proposed_at: datetime
    approved_by: Actor | None = None
    approved_at: datetime | None = None
    gone: int = 0
    certificate: str = ""
    signature: str = ""

    def may_be_approved_by(self, actor: Actor) -> bool:
        """Whether it waits, and for this person rather than for whoever proposed it."""
        return self.approved_by is None and not _same(self.proposed_by, actor)


def due(kind: str, *, on: date, limit: int = BATCH) -> Sequence[Due]:
    """Return what of files, facts or demands may be destroyed on a day; nothing where no term is published."""
    if kind == FILES:
        over = archiving.due_for_destruction(on, limit=limit)
        return [Due(0, one.number, one.keep_until) for one in over if one.keep_until]
    if kind == FACTS:
        found = facts.over(_months(on), on=on, limit=limit)
        return [Due(one.id, one.kind, one.since) for one in found]
    years = _years("demand_years", on)
    words = voice.words_over(years=years, on=on, limit=limit) if years else []
    return [Due(one.id, one.number, one.since) for one in words]


def propose(kind: str, *, actor: Actor, at: datetime | None = None, limit: int = BATCH) -> int:
    """Put what is over on a list (销毁清册); returns its id. Raises NotToBeDestroyed for an empty one."""
    at = at or time.now()
    rows = due(kind, on=time.city_date(at), limit=limit)
    if not rows:
        raise NotToBeDestroyed(kind)
    if kind == FILES:
        return archiving.propose_destruction([one.what for one in rows], actor=actor, at=at)
    stream = ids.new(ids.draw_shard())
    said = {"kind": kind, "rows": [[one.id, one.what, one.since.isoformat()] for one in rows]}
    _append(stream, [], PROPOSED, said, actor=actor, at=at)
    return stream


def approve(destruction: int, *, actor: Actor, at: datetime | None = None) -> tuple[str, str, int]:
    """Approve a list and destroy what is still over (审批销毁).

    By another person than who proposed it. Returns the certificate, its signature, and how many rows
    went. Raises NotToBeDestroyed.
    """
    at = at or time.now()
    with transaction.atomic():
        found = ledger.events(destruction)
        if not found:
            text, signature = archiving.approve_destruction(destruction, actor=actor, at=at)
            return text, signature, len(json.loads(text)["档案"])
        if [one.type for one in found] != [PROPOSED] or _same(found[0].actor, actor):
            raise NotToBeDestroyed(destruction)
        said = found[0].data
        gone = _DESTROY[said["kind"]]([row[0] for row in said["rows"]], actor, at)
        text = json.dumps(
            {
                "销毁清册": destruction, "种类": said["kind"], "项": said["rows"], "销毁": gone,
                "提请": found[0].actor.to_json(), "审批": actor.to_json(),
                "销毁时间": at.isoformat(),
            },
            ensure_ascii=False, sort_keys=True,
        )  # fmt: skip
        signature = archiving.sign(text)
        done = {"certificate": text, "signature": signature, "gone": gone}
        _append(destruction, found, APPROVED, done, actor=actor, at=at)
    return text, signature, gone


def listed(*, limit: int = 20) -> list[Listed]:
    """Return the lists that wait and those that were done, newest first."""
    heads = ledger.heads(kind=STREAM, limit=limit).items
    found = [_listed(one.stream, ledger.events(one.stream)) for one in heads]
    found += [
        Listed(
            one.id, FILES, one.numbers, one.proposed_by, one.proposed_at, one.approved_by,
            one.approved_at, len(one.numbers) if one.approved_by else 0, one.certificate,
            one.signature,
        )
        for one in archiving.destructions(limit=limit)
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.proposed_at, reverse=True)[:limit]


def _listed(stream: int, found: Sequence[Event]) -> Listed:
    first, said = found[0], found[0].data
    rows = tuple(str(row[1]) for row in said["rows"])
    if len(found) == 1:
        return Listed(stream, said["kind"], rows, first.actor, first.at)
    last = found[-1]
    return Listed(
        stream, said["kind"], rows, first.actor, first.at, last.actor, last.at, last.data["gone"],
        last.data["certificate"], last.data["signature"],
    )  # fmt: skip


def head_of(found: Sequence[Event]) -> ledger.Head:
    """Return the row of a list."""
    status = "done" if found[-1].type == APPROVED else "proposed"
    return ledger.Head(status, None, 0, None, found[0].data["kind"], None, {})


def _append(
    stream: int,
    history: Sequence[Event],
    type_: str,
    said: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    event = Event(type_, at, actor, dict(said), (Ref("destruction", str(stream), "subject"),))
    every = [*history, event]
    ledger.append(ledger.Append(stream, STREAM, len(history), [event], head_of(every)))


def _same(one: Actor, other: Actor) -> bool:
    return (one.kind, one.id) == (other.kind, other.id)


def _months(on: date) -> dict[str, int]:
    """Return for how many months each kind of fact is kept once it no longer holds."""
    grades = {grade: MONTHS * _years(f"fact_years_grade_{grade}", on) for grade in range(1, 5)}
    kinds = catalogue.book(on).kinds.values()
    return {
        kind.id: months
        for kind in kinds
        if (months := kind.months or grades.get(kind.grade or 0, 0))
    }


def _years(key: str, on: date) -> int:
    book = catalogue.book(on)
    figure = book.figures.get(key)
    value = chosen(figure, book.region, on.isoformat()) if figure else None
    return int(value.value) if value else 0


def _facts(rows: Sequence[int], actor: Actor, at: datetime) -> int:
    return facts.delete_over(rows, months=_months(time.city_date(at)), actor=actor, at=at)


def _words(rows: Sequence[int], _actor: Actor, at: datetime) -> int:
    on = time.city_date(at)
    return voice.delete_words(rows, years=_years("demand_years", on), on=on)


_DESTROY: Mapping[str, Callable[[Sequence[int], Actor, datetime], int]] = {
    FACTS: _facts,
    WORDS: _words,
}
