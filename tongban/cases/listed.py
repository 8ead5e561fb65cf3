"""Lists for officers as the face hands them out (待办与已办): rows, pages, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A case waiting for an agency (待办): `task` is intake or decide; `left` working days."""

    case: int
    number: str
    service: str
    name: Text
    applicant_name: str
    status: str
    task: str
    due: date | None
    left: int | None
    overdue: bool
    supplemented: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of an agency's work (待办列表) in order of due date; `after` leads to the next."""

    rows: tuple[InboxRow, ...]
    counts: Mapping[str, int]
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Cases an agency has finished (已办列表), newest first."""

    rows: tuple[InboxRow, ...]
    after: str | None = None
