"""Who comes in (进门): drafts and cases loaded for whoever may work on them, else NotYours.

Every command of the face begins here; `access` holds the rules, this the loading beside them.
"""

from collections.abc import Sequence
from datetime import datetime

from tongban.cases import access, handling, store
from tongban.cases import drafts as drafts_
from tongban.cases.domain import branches
from tongban.cases.domain.states import CaseState, Status
from tongban.cases.models import DraftRow
from tongban.cases.problems import NotYours, Submitted
from tongban.kernel import time
from tongban.kernel.actors import Actor
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


def ensure_reader(state: CaseState, actor: Actor, *, at: datetime | None = None) -> bool:
    """Raise NotYours unless it is somebody who may see how the case stands.

    Returns whether they may see what it rests on, too.
    """
    filed = state.filed
    others = {filed.receiving, filed.delivering} - {""}
    if any(access.is_officers(actor, one, "inbox") for one in others):
        return _may_examine(state, actor, at=at)
    ensure_examiner(state, actor, at=at)
    return True


def ensure_examiner(state: CaseState, actor: Actor, *, at: datetime | None = None) -> None:
    """Raise NotYours unless it is somebody who may see what the case rests on.

    That is the applicant's side, the deciding agency, and whoever's answer is awaited (会办); where
    a case was received or is delivered, its progress is seen and nothing of its contents.
    """
    filed = state.filed
    if is_examiner(state, actor):
        return
    access.ensure_may_read(
        actor,
        applicant=filed.applicant,
        agency=filed.agency,
        scopes=lambda: _scopes_of(state),
        at=at,
    )


def _may_examine(state: CaseState, actor: Actor, *, at: datetime | None) -> bool:
    try:
        ensure_examiner(state, actor, at=at)
    except NotYours:
        return False
    return True


def is_examiner(state: CaseState, actor: Actor) -> bool:
    """Whether it is an officer of the deciding agency, or of one whose answer is awaited.

    The office of a reconsideration is one of these until it has ruled, or its case has ended.
    """
    contested = state.course.contested
    office = (contested.agency,) if contested and _is_open(contested.number) else ()
    # An answer nobody can give any more is no reason to look: the case has ended without it.
    asked = branches.readers(state.branches) if state.status.is_open else ()
    agencies = (state.filed.agency, *asked, *office)
    return actor.acting_for is None and any(
        access.is_officers(actor, one, "inbox") for one in agencies
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
