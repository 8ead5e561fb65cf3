"""What the face hands out (所见): drafts, forms, applications, cases, pages; plain values.

The doors show these and nothing else of this room. Every sentence is a `Text`; every number
that the sources do not publish is None and is said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.cases.domain.courses import NOTHING, Course
from tongban.cases.domain.moving import MoveOffered
from tongban.cases.domain.terms import GENERAL, Terms
from tongban.cases.drafted import (
    Attachment,
    Draft,
    Fee,
    Form,
    Group,
    Held,
    MaterialLine,
    Offer,
    PartyToName,
    Question,
    Upload,
)
from tongban.cases.listed import Among, Done, Inbox, InboxRow
from tongban.catalogue.domain.model import FactKind, PublicService
from tongban.facts.domain.statements import SAID
from tongban.kernel.clock import Day
from tongban.kernel.text import Text
from tongban.people.domain.parties import Party

__all__ = [
    "Among",
    "Application",
    "Attachment",
    "Case",
    "CaseFact",
    "CasePage",
    "Check",
    "ClockDays",
    "ClockView",
    "DecisionView",
    "Done",
    "Draft",
    "Fee",
    "FileNote",
    "Form",
    "Group",
    "Held",
    "Inbox",
    "InboxRow",
    "MaterialLine",
    "Matter",
    "Moment",
    "NoticeView",
    "Offer",
    "PaperView",
    "PartyToName",
    "Question",
    "ResultField",
    "Round",
    "Upload",
]


@dataclass(frozen=True, slots=True)
class Matter:
    """One service inside an application (联办事项).

    `status` is waiting, filed, supplement, accepted, granted, refused, withdrawn or blocked;
    `words` say it to the applicant, with what it waits for or what blocked it.
    """

    service: str
    name: Text
    agency: str
    agency_name: Text
    case: int
    number: str
    stage: int
    status: str
    words: Text
    waits_for: tuple[str, ...] = ()
    due: date | None = None
    licence: int | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """Everything handed in at once (申请): its matters stage by stage."""

    id: int
    applicant: int
    goal: tuple[str, ...]
    title: Text
    channel: str
    submitted_at: datetime
    matters: tuple[Matter, ...]
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as people read it (时限): `name` intake, statutory, promised or demo.

    `due` None: the source publishes no number, and `explanation` says so. `demo`: a day count of
    the simulation only, to be shown with a mark.
    """

    name: str
    title: Text
    days: int | None
    unit: str
    start: date | None
    due: date | None
    left: int | None
    overdue: bool
    explanation: tuple[Text, ...]
    law: str | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class ClockDays:
    """A clock day by day (期限逐日说明): every day with its number, or why it does not count."""

    name: str
    title: Text
    law: str | None
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """The one notice of everything missing (一次性补正告知): what and why, by key."""

    given_on: date
    by: str
    gaps: Mapping[str, str]
    names: Mapping[str, Text]
    open: bool


@dataclass(frozen=True, slots=True)
class Round:
    """A round of correction (一轮补正): what was asked and why, and what came back, as a difference.

    `changed` are the keys that were answered; those of `gaps` that are not among them stand open,
    or were left as they were.
    """

    asked_on: date
    asked_by: str
    gaps: Mapping[str, str]
    names: Mapping[str, Text]
    answered_on: date | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision (决定) with its reasons and, when refused, the remedy and its deadline.

    `refuses` is what a grant in part leaves out; `automatic` decisions name the rules they rest
    on; `deemed` ones were made by silence, by `law`.
    """

    outcome: str
    on: date
    by: str
    reason: str
    remedy: str | None
    remedy_until: date | None
    facts: tuple[str, ...]
    licence: int | None
    conditions: tuple[str, ...] = ()
    refuses: str = ""
    automatic: bool = False
    deemed: bool = False
    law: str = ""
    rules: tuple[str, ...] = ()
    despite: str = ""
    ruling: Text | None = None


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to ask now (现在找谁): the agency that has it, who had it before, since when, and why."""

    agency: str
    name: Text
    was: Text
    since: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One service on its way through its procedure (办件).

    `status` is filed, supplement, accepted, granted, refused or withdrawn; `seq` is its version,
    to be given back with a decision. `bind` tells which party plays which role. `course` is what
    happened beside the steps (stops, extensions, hearing, delivery), `terms` what the procedure
    allows; a case that follows another says so in `act` and names it in `origin`. `officer` has it
    in hand; `offered` is a newer version the applicant is asked about; reconsideration can be
    applied for to the end of `contest_until`.
    """

    id: int
    number: str
    service: PublicService
    agency: str
    agency_name: Text
    applicant: int
    application: int
    bind: Mapping[str, int]
    status: str
    words: Text
    filed_at: datetime
    accepted_on: date | None
    by_silence: bool
    due: date | None
    clocks: tuple[ClockView, ...]
    notice: NoticeView | None
    decision: DecisionView | None
    closed_on: date | None
    overdue: bool
    seq: int
    attachments: tuple[Attachment, ...] = ()
    course: Course = NOTHING
    terms: Terms = GENERAL
    act: str = ""
    act_words: Text | None = None
    origin: str = ""
    pledged: tuple[int, ...] = ()
    lacking: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    officer: int = 0
    officer_name: str = ""
    offered: MoveOffered | None = None
    contest_until: date | None = None
    whom: Whom | None = None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact a case rests on (办件信息) with its source; `was` is the value before a supplement.

    A hidden one is somebody else's, which the applicant may use and not see: it has no value.
    """

    ref: str
    kind: FactKind
    role: Text
    value: Any
    source: str
    source_words: Text
    statement: int | None
    recorded_at: datetime | None
    disputed: bool = False
    changed: bool = False
    was: Any = None
    hidden: bool = False

    @property
    def is_said(self) -> bool:
        """Whether the applicant said it, rather than a register or an agency."""
        return self.source in SAID


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement and how it stands (条件核对): met, unmet, officer (needs you) or info.

    `because` are the refs whose values the rule looked at.
    """

    no: int
    text: Text
    verdict: str
    by_rule: bool
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultField:
    """Something the result states which the officer enters (结果登记项)."""

    kind: FactKind
    ref: str
    name: Text


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper of a case (文书): `no` is its place in the log, by which it is fetched."""

    no: int
    kind: str
    title: str
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment in the life of a case (时间线), in plain words.

    `count` says which day of the agency's limit it was, None where that day does not count.
    """

    at: datetime
    type: str
    words: Text
    who: str
    agency: str | None = None
    detail: Text | None = None
    count: Text | None = None


@dataclass(frozen=True, slots=True)
class FileNote:
    """A note in the file (卷内附注): who wrote what, when."""

    words: str
    at: datetime
    by: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything an officer needs to decide (审批页): each fact with its source.

    `enter` are the fields of the result the officer fills in; `remedy` and `remedy_until` the
    wording proposed for a refusal; `fee` what it costs; `notes` are officers' own.
    """

    case: Case
    applicant_name: str
    facts: tuple[CaseFact, ...]
    checks: tuple[Check, ...]
    materials: tuple[MaterialLine, ...]
    timeline: tuple[Moment, ...]
    enter: tuple[ResultField, ...]
    remedy: str
    remedy_until: date
    fee: Fee
    applicant: Party
    notes: tuple[FileNote, ...] = ()
