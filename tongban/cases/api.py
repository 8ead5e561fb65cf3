"""The face of the cases room (办件): drafts, forms, applications, and cases to their decision.

Somebody begins with a goal (`start`), answers what nobody else can answer (`form`, `fill`,
`attach`) and hands everything in at once (`submit`). Each service becomes a case of its own;
officers take it in, ask once for what is missing, and decide. Whoever has no part in a draft,
an application or a case is told that there is none (`NotYours`).

Problems, all below `kernel.Problem`: see `cases.domain.problems` (procedure) and
`cases.problems` (doors: not yours, nothing found, files).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tongban.cases.domain.decisions import Remedy
from tongban.cases.views import (
    Application,
    Attachment,
    Case,
    CaseFact,
    CasePage,
    Done,
    Draft,
    Form,
    Inbox,
    Moment,
    Upload,
)
from tongban.kernel.actors import Actor, Purpose


def start(
    *,
    goal: str | Sequence[str],
    applicant: int,
    actor: Actor,
    channel: str = "web",
    at: datetime | None = None,
) -> Draft:
    """Begin a draft for a life event or for services (开始申请), pinned to today's definitions.

    The applicant begins it themself, or a holder of their mandate, or a clerk acting for them.
    Raises UnknownGoal, NotYours.
    """


def draft(id: int, *, actor: Actor) -> Draft:
    """Return a draft as it stands. Raises NotYours."""


def drafts(applicant: int, *, actor: Actor) -> list[Draft]:
    """List the drafts of a person that have not been handed in, newest first."""


def fill(
    draft_id: int, answers: Mapping[str, Any], *, actor: Actor, at: datetime | None = None
) -> Draft:
    """Answer questions, keyed "role.kind" (or a party's number_key/name_key); None takes back.

    Good answers are kept even when others fail. Raises AnswersWrong, whose `errors` say for each
    ref what is wrong and what to do; Submitted when the draft has been handed in.
    """


def attach(
    draft_id: int,
    *,
    name: str,
    content: bytes,
    actor: Actor,
    service: str = "",
    material_no: int = 0,
    ref: str = "",
    at: datetime | None = None,
) -> Attachment:
    """Hand in a file for a material (service and number) or for a fact of type file (`ref`).

    PDF, JPEG or PNG up to 10 MB, judged by content and never by name. Raises BadFile.
    """


def detach(draft_id: int, attachment_id: int, *, actor: Actor) -> Draft:
    """Take a file back out of a draft."""


def attachment(id: int, *, actor: Actor) -> tuple[Attachment, bytes]:
    """Return a file to its applicant or to an officer of the agency it was handed to."""


def form(draft_id: int, *, actor: Actor, at: datetime | None = None) -> Form:
    """Gather what is held and show what is left to ask (一张表单); leaves rows of what was read."""


def submit(draft_id: int, *, actor: Actor, at: datetime | None = None) -> Application:
    """Hand everything in (提交): one application, one case for each included service.

    The same draft always leads to the same application, however often and however
    simultaneously it is handed in. Raises NotReady, whose `missing` lists what is open.
    """


def application(id: int, *, actor: Actor, at: datetime | None = None) -> Application:
    """Return an application with its matters. Raises NotYours."""


def applications(
    applicant: int, *, actor: Actor, at: datetime | None = None, limit: int = 50
) -> list[Application]:
    """List a person's applications, newest first."""


def case(number_or_id: str | int, *, actor: Actor, at: datetime | None = None) -> Case:
    """Return a case by number or id to its applicant or its agency's officers. NotYours else."""


def facts_of(
    case: int | str, *, actor: Actor, purpose: Purpose | None = None, at: datetime | None = None
) -> list[CaseFact]:
    """Read the facts a case rests on, with sources; the read is logged under its purpose."""


def page(case: int | str, *, actor: Actor, at: datetime | None = None) -> CasePage:
    """Return everything an officer needs to decide; reading the facts is logged."""


def timeline(case: int | str, *, actor: Actor, at: datetime | None = None) -> list[Moment]:
    """Tell the life of a case in plain words, oldest first."""


def inbox(
    agency: str,
    *,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Inbox:
    """List what waits for an agency in order of due date, a page at a time."""


def done(
    agency: str,
    *,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Done:
    """List what an agency has finished, newest first."""


def take_in(
    case: int | str, *, actor: Actor, expected: int | None = None, at: datetime | None = None
) -> Case:
    """Accept a case (受理). After five silent working days it counts from the day it arrived.

    Raises WrongStep; CaseMoved when somebody acted since `expected`.
    """


def request_supplement(
    case: int | str,
    *,
    gaps: Mapping[str, str],
    actor: Actor,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Name everything that is missing or wrong, once (一次性告知).

    `gaps` maps a ref ("child.name") or a material ("material:3") to the reason. Raises
    NoticeAlreadyGiven (许可法 第三十二条), HeldByGovernment (国务院令第716号 第七条), SilenceAccepted.
    """


def supplement(
    case: int | str,
    *,
    actor: Actor,
    answers: Mapping[str, Any] | None = None,
    attachments: Sequence[Upload] = (),
    at: datetime | None = None,
) -> Case:
    """Answer a notice (补正): only what it named; kept as a difference. Raises AnswersWrong."""


def decide(
    case: int | str,
    *,
    outcome: str,
    actor: Actor,
    reason: str = "",
    states: Mapping[str, Any] | None = None,
    remedy: Remedy | None = None,
    expected: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Decide (决定): "granted" or "refused"; granting issues the licence in the same transaction.

    A refusal needs its reason and its remedy with a deadline (许可法 第三十八条). `states` are the
    fields of the result the officer enters, keyed by fact kind. Of two officers at once one
    wins; the other gets AlreadyDecided, which says who decided.
    """


def withdraw(case: int | str, *, reason: str, actor: Actor, at: datetime | None = None) -> Case:
    """Take an application back before it is decided (撤回), by its applicant."""


def propose_remedy(day: date) -> Remedy:
    """Propose the wording and deadline of the remedy against a refusal on this day."""


def receipt(application_id: int, *, actor: Actor, language: str = "zh") -> bytes:
    """Return the dated receipt of an application as PDF (受理回执; 许可法 第三十二条第二款)."""
