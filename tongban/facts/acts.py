"""What was done to somebody's data (处理记录): one row an act, for its subject and for the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.facts import closing
from tongban.facts.models import ActRow
from tongban.kernel import ids
from tongban.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Act:
    """An act on somebody's data (处理): dispute, answer, correct, unmask, consent, withdraw, erase."""

    id: int
    kind: str
    at: datetime
    who: Actor
    said: Mapping[str, Any] = field(default_factory=dict, repr=False)


def write(subject: int, kind: str, said: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Write an act; within the room's role."""
    shard = ids.shard_of(subject)
    ActRow.objects.create(
        id=ids.new(shard), shard=shard, subject=subject, kind=kind, at=at, who=actor.to_json(),
        said=dict(said),
    )  # fmt: skip


def of(subject: int, *, limit: int) -> list[Act]:
    """Read what was done to somebody's data, newest first."""
    rows = ActRow.objects.filter(shard=ids.shard_of(subject), subject=subject).order_by("-id")
    with closing.inside():
        return [
            Act(row.id, row.kind, row.at, Actor.from_json(row.who), row.said)
            for row in rows[:limit]
        ]
