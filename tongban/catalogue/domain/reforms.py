"""Reorganisations (机构改革): merged, split, renamed, abolished, powers moved, from a day on.

A reorganisation is a definition like any other: published beforehand with its legal basis, in
force from the day `since` until the day before it is taken back, which may be the very same. What it moves is said in
acts; `changes` puts them into moves of powers that the room of agencies follows
(国务院机构改革方案; 地方各级人民代表大会和地方各级人民政府组织法 第七十九条).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tongban.agencies.domain.lineage import SAME, Change, Created, Lineage, Seats
from tongban.catalogue.domain.terms import Agency, LegalBasis
from tongban.kernel.text import Text

MERGE, SPLIT, RENAME, ABOLISH, MOVE = "merge", "split", "rename", "abolish", "move"
ACTS = (MERGE, SPLIT, RENAME, ABOLISH, MOVE)
"""合并、拆分、更名、撤销、划转; an agency is created by being given something."""
POWERS = ("services", "licences", "data_services", "matters")
"""Lists of powers: services, licences, data services by id, matters of demands by name."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a reorganisation does (改革事项) to one agency.

    `powers` None is all that is left to `of`; `name` is the new name of one that is renamed.
    """

    kind: str
    of: str
    to: str
    powers: frozenset[str] | None = None
    level: str = SAME
    places: frozenset[str] = frozenset()
    name: Text | None = None
    at: tuple[str | int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Reform:
    """A reorganisation (机构改革) as it is published: from when, on which basis, what it does."""

    id: str
    version: str
    since: date
    name: Text
    law: tuple[LegalBasis, ...]
    acts: tuple[Act, ...]
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    seats: tuple[Seats, ...] = ()
    reason: Text | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The moves of powers that it is."""
        return tuple(
            Change(
                self.since, one.of, one.to, one.powers, one.level, one.places, self.id, self.until
            )
            for one in self.acts
            if one.kind != RENAME and (one.of != one.to or one.level != SAME)
        )


def acts(value: Mapping[str, Any]) -> Iterator[Act]:
    """Read what a reorganisation does; `at` is the place in its file."""
    for no, one in enumerate(value["changes"]):
        at: tuple[str | int, ...] = ("changes", no)
        if MERGE in one:
            for of in one[MERGE]:
                yield Act(MERGE, of, one["into"], at=at)
        elif SPLIT in one:
            for part in one["parts"]:
                yield Act(SPLIT, one[SPLIT], part["to"], powers(part), at=at)
            yield Act(SPLIT, one[SPLIT], one["rest"], at=at)
        elif RENAME in one:
            yield Act(RENAME, one[RENAME], one[RENAME], name=_text(one["name"]), at=at)
        elif ABOLISH in one:
            yield Act(ABOLISH, one[ABOLISH], one["to"], at=at)
        else:
            where = frozenset(one.get("places") or ())
            level = one.get("level", SAME)
            yield Act(MOVE, one["from"], one["to"], powers(one[MOVE]), level, where, at=at)


def powers(value: Mapping[str, Any]) -> frozenset[str]:
    """Return the powers that a part names."""
    return frozenset(str(one) for name in POWERS for one in value.get(name) or ())


def reform(value: Mapping[str, Any], agencies: Mapping[str, Agency]) -> Reform:
    """Compile a reorganisation; `agencies` are those it creates, compiled."""
    until = last_day(value)
    return Reform(
        id=value["reorganisation"],
        version=value["version"],
        since=date.fromisoformat(value["since"]),
        name=_text(value["name"]),
        law=tuple(
            LegalBasis(one["law"], one.get("article") or "", one.get("status", "unverified"))
            for one in value["law"]
        ),
        acts=tuple(acts(value)),
        agencies=agencies,
        seats=tuple(
            Seats(
                date.fromisoformat(value["since"]), one["from"], one["to"], one.get("duty", ""),
                one.get("place", ""), one.get("skill", ""),
                until,
            )
            for one in value.get("posts") or ()
        ),
        reason=_text(value["reason"]) if value.get("reason") else None,
        until=until,
    )  # fmt: skip


def last_day(value: Mapping[str, Any]) -> date | None:
    """Return the last day it holds: before the day it was taken back, or the one it says."""
    ends = [date.fromisoformat(value["until"])] if value.get("until") else []
    if value.get("taken_back"):
        ends.append(date.fromisoformat(value["taken_back"]) - timedelta(days=1))
    return min(ends, default=None)


def lineage_of(reforms: Iterable[Reform]) -> Lineage:
    """Return every move of powers of these reorganisations, who goes along, and what they create."""
    every = list(reforms)
    return Lineage(
        (change for one in every for change in one.changes),
        (seats for one in every for seats in one.seats),
        (
            Created(code, source, one.since, one.until)
            for one in every
            for code in one.agencies
            if (source := next((act.of for act in one.acts if act.to == code), ""))
        ),
    )


def _text(value: Any) -> Text:
    return Text(value) if isinstance(value, str) else Text(value["zh"], value.get("en"))
