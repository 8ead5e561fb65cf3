"""The face of reading (查阅): cases, their facts, timelines, and the lists of officers.

What `cases.api` promises for its reads; nothing outside this room imports it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.agencies import api as agencies
from tongban.cases import (
    access,
    entering,
    handling,
    lists,
    notices,
    officers,
    progress,
    reading,
    records,
    store,
)
from tongban.cases.listed import Among, Done, Inbox
from tongban.cases.problems import NotYours
from tongban.cases.views import Case, CaseFact, CasePage, Moment, PaperView
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.ledger import api as ledger


def opened(case: int | str, *, actor: Actor, at: datetime | None = None) -> entering.Opened:
    """Open a case once for a page that shows several things of it (调卷). NotYours as `case`.

    The reads of this face take the opened file in the place of the number.
    """
    return entering.opened(case, actor=actor, at=at)


def case(number_or_id: entering.Which, *, actor: Actor, at: datetime | None = None) -> Case:
    """Return a case by number or id to its applicant or its agency's officers. NotYours else.

    Where it was received or is fetched (跨域通办) it comes without what it is about.
    """
    at = at or time.now()
    found = entering.opened(number_or_id, actor=actor, at=at)
    shown = reading.case(found.stream, found.state, at=at, filed_at=found.log[0].at)
    return shown if found.examines else progress.of_case(shown)


def facts_of(
    case: entering.Which,
    *,
    actor: Actor,
    purpose: Purpose | None = None,
    at: datetime | None = None,
) -> list[CaseFact]:
    """Read the facts a case rests on, with sources; the read is logged under its purpose."""
    at = at or time.now()
    state = entering.examined(case, actor=actor, at=at).state
    purpose = purpose or handling.purpose_of(state)
    return officers.facts_of(state, purpose=purpose, actor=actor, at=at)


def page(case: entering.Which, *, actor: Actor, at: datetime | None = None) -> CasePage:
    """Return everything an officer needs to decide; reading the facts is logged."""
    at = at or time.now()
    found = entering.opened(case, actor=actor, at=at)
    if not found.decides:
        raise NotYours
    return officers.page(found, at=at)


def timeline(case: entering.Which, *, actor: Actor, at: datetime | None = None) -> list[Moment]:
    """Tell the life of a case in plain words, oldest first; to whom, as in `case`."""
    found = entering.opened(case, actor=actor, at=at)
    told = reading.timeline(found.log, found.state, reader=actor, called={})
    return told if found.examines else progress.of_timeline(told)


def inbox(
    agency: str,
    *,
    actor: Actor,
    among: Among = lists.EVERYTHING,
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Inbox:
    """List what waits for an agency in order of due date, a page at a time, or some `among` it."""
    access.ensure_officers(actor, agency, "inbox")
    return lists.inbox(
        agency, among=among, officer=actor.id, after=after, limit=limit, at=at or time.now()
    )


def waiting(agency: str, *, actor: Actor) -> Mapping[str, int]:
    """Return how much waits for an agency by kind, from running sums: whether something came."""
    access.ensure_officers(actor, agency, "inbox")
    return ledger.counts(agency)


def done(
    agency: str,
    *,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    at: datetime | None = None,
) -> Done:
    """List what an agency has finished, newest first."""
    access.ensure_officers(actor, agency, "inbox")
    return lists.done(agency, after=after, limit=limit, at=at or time.now())


def replays(stream: int) -> list[str]:
    """Fold a stream of this room and name what differs from its stored row; empty when equal."""
    return store.differences(stream, agencies.calendar())


def papers(
    case: entering.Which, *, actor: Actor, at: datetime | None = None
) -> tuple[PaperView, ...]:
    """List the papers of a case (文书), oldest first: notices, decision, proof of delivery."""
    return notices.listed(entering.examined(case, actor=actor, at=at).log)


def paper(case: int | str, *, no: int, actor: Actor, at: datetime | None = None) -> bytes:
    """Return a paper of a case as a signed PDF (电子签章文书); raises NotYours for no such paper."""
    stream, state = handling.find(case)
    entering.ensure_examiner(state, actor, at=at)
    return notices.made(stream, state, no)


def record(
    case: int | str, *, actor: Actor, at: datetime | None = None
) -> Mapping[str, dict[str, Any] | tuple[dict[str, Any], ...] | None]:
    """State the items of GB/T 39046 classes 2 to 5 for a case (办件数据): all of them, by name.

    The classes are 办事申请, 申请材料, 事项受理, 事项办理, 特别程序 and 事项办结; intake and end are None
    until they have happened, an item without a value is None. The read of facts is logged.
    """
    at = at or time.now()
    stream, state = handling.find(case)
    entering.ensure_examiner(state, actor, at=at)
    return records.record(stream, state, actor=actor, at=at)
