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
    agency: str = ""
    officer: int = 0
    officer_name: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Among:
    """Which of an agency's open work is looked at (筛选); what is empty leaves out nothing.

    `agency` decides the case, which is another one where only an opinion is asked; `status` is
    where it stands; `due` is late, soon, later or none; `hand` is mine or free; `place` is a
    district; `words` stand in the number, the applicant's name or the service's.
    """

    service: str = ""
    agency: str = ""
    status: str = ""
    due: str = ""
    hand: str = ""
    place: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of an agency's work (待办列表) in order of due date; `after` leads to the next.

    Where words were looked for, `looked` is how many cases were looked at for this page.
    """

    rows: tuple[InboxRow, ...]
    counts: Mapping[str, int]
    after: str | None = None
    looked: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """Cases an agency has finished (已办列表), newest first."""

    rows: tuple[InboxRow, ...]
    after: str | None = None
