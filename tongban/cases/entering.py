"""Who comes in (进门): drafts and cases loaded for whoever may work on them, else NotYours.

Every command of the face begins here; `access` holds the rules, this the loading beside them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tongban.agencies import api as agencies
from tongban.cases import access, handling, store
from tongban.cases import drafts as drafts_
from tongban.cases.domain import branches
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.models import DraftRow
from tongban.cases.problems import NotYours, Submitted
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event
from tongban.ledger import api as ledger


def own_draft(
    draft_id: int,
    actor: Actor,
    act: str,
    *,
    open_: bool = False,
    lock: bool = False,
    at: datetime | None = None,
) -> DraftRow:
    """Load a draft the actor may work on; `open_` ones have not been handed in."""
    row = drafts_.load(draft_id, lock=lock)
    access.ensure_theirs(actor, row.applicant, act, scopes=lambda: each_of(row.goal), at=at)
    if open_ and row.submitted_at is not None:
        raise Submitted
    return row


def officers_case(case: int | str, actor: Actor, act: str) -> tuple[int, CaseState]:
    """Load a case of an agency in which the actor's post allows the act."""
    stream, state = handling.find(case)
    access.ensure_officers(actor, state.filed.agency, act)
    return stream, state


@dataclass(frozen=True, slots=True)
class Opened:
    """A file in somebody's hands (已调出的案卷): read once, shown by every face of one page.

    `examines` says that its reader may see what the case rests on, `decides` that they do so as an
    officer; `held` are their posts. A face asked by anybody else opens it anew.
    """

    stream: int
    reader: Actor
    examines: bool
    decides: bool
    state: CaseState = field(repr=False)
    log: tuple[Event, ...] = field(repr=False)
    held: tuple[agencies.Post, ...] = field(repr=False)

    def is_officers(self, agency: str, act: str) -> bool:
        """Whether a post of its reader's allows the act in an agency."""
        return access.is_officers(self.reader, agency, act, held=self.held)


Which = int | str | Opened
"""A case by its id, its number, or its opened file."""


def opened(case: Which, *, actor: Actor, at: datetime | None = None) -> Opened:
    """Open a case for somebody who may see how it stands. NotYours else.

    Where it was received or is delivered, its progress is seen and nothing of its contents.
    """
    if isinstance(case, Opened) and case.reader == actor:
        return case
    stream = case.stream if isinstance(case, Opened) else handling.stream_of(case)
    read = store.read(stream)
    if read is None:
        raise NotYours
    state, log = read
    held = agencies.posts(actor.id) if actor.kind == "officer" else ()
    decides = is_examiner(state, actor, held=held)
    examines = decides or _may_read(state, actor, at=at)
    found = Opened(stream, actor, examines, decides, state, log, held)
    others = {state.filed.receiving, state.filed.delivering} - {""}
    if not examines and not any(found.is_officers(one, "inbox") for one in others):
        raise NotYours
    return found


def examined(case: Which, *, actor: Actor, at: datetime | None = None) -> Opened:
    """Open a case for somebody who may see what it rests on. NotYours else."""
    found = opened(case, actor=actor, at=at)
    if not found.examines:
        raise NotYours
    return found


def ensure_examiner(state: CaseState, actor: Actor, *, at: datetime | None = None) -> None:
    """Raise NotYours unless it is somebody who may see what the case rests on.

    That is the applicant's side, the deciding agency, and whoever's answer is awaited (会办).
    """
    if not is_examiner(state, actor) and not _may_read(state, actor, at=at):
        raise NotYours


def _may_read(state: CaseState, actor: Actor, *, at: datetime | None) -> bool:
    filed = state.filed
    return access.may_read(
        actor,
        applicant=filed.applicant,
        agency=filed.agency,
        scopes=lambda: _scopes_of(state),
        at=at,
    )


def is_examiner(
    state: CaseState, actor: Actor, *, held: Collection[agencies.Post] | None = None
) -> bool:
    """Whether it is an officer of the deciding agency, or of one whose answer is awaited.

    The office of a reconsideration is one of these until it has ruled, or its case has ended.
    """
    contested = state.course.contested
    office = (contested.agency,) if contested and _is_open(contested.number) else ()
    # An answer nobody can give any more is no reason to look: the case has ended without it.
    asked = branches.readers(state.branches) if state.status.is_open else ()
    offices = (state.filed.agency, *asked, *office)
    return actor.acting_for is None and any(
        access.is_officers(actor, one, "inbox", held=held) for one in offices
    )


def _is_open(number: str) -> bool:
    """Whether a case is still to be decided."""
    stream = ledger.find_number(number)
    head = ledger.head(stream) if stream else None
    return head is not None and Status(head.status).is_open


def ensure_applicants(
    state: CaseState, actor: Actor, act: str, *, at: datetime | None = None
) -> None:
    """Raise NotYours unless the actor acts as or for the applicant of this case."""
    applicant = state.filed.applicant
    access.ensure_theirs(actor, applicant, act, scopes=lambda: _scopes_of(state), at=at)


def _scopes_of(state: CaseState) -> Sequence[str]:
    """Return what a mandate for this case may be written for: its service, or its life event."""
    return [state.filed.service, *goal_of(state.filed.application)]


def goal_of(application_id: int) -> Sequence[str]:
    """Return what a mandate for an application may be written for."""
    state = store.load_application(application_id)
    return each_of(state.submitted.goal) if state else ()


def each_of(goal: Sequence[str]) -> Sequence[str]:
    """Return the scopes of a goal; a mandate for one of several goals is none for the others."""
    return list(goal) if len(goal) == 1 else ["*"]


def created(head: ledger.Head) -> datetime:
    """Return when a stream began."""
    return head.created_at or time.now()
