"""What became of the catalogue, publication by publication (发布历史)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Revision:
    """A publication as a process knows it (发布批次); number 0 before the first."""

    number: int = 0
    mark: int = 0
    files: str = ""
    definitions: int = 0


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """A publication in the history (发布记录): what it changed, when, by whom.

    `act` is publish, withdraw or roll_back. `changed` lists (kind, id, version). `author` and
    `approver` are actors as JSON; `back_to` is the revision that a roll-back restored.
    """

    number: int
    at: datetime
    act: str
    note: str
    author: Mapping[str, Any]
    approver: Mapping[str, Any] | None
    draft: int | None
    back_to: int | None
    changed: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version of one definition (版本记录), in the newest wording it has.

    It holds from `version` to `until` (None: until a newer one), both days included. `revision`
    brought this wording, `recorded_at` is when; `author` and `approver` are actors as JSON.
    """

    version: str
    until: str | None
    revision: int
    recorded_at: datetime
    author: Mapping[str, Any]
    approver: Mapping[str, Any] | None
    digest: str
