"""What cases do on hearing an event or a clock (反应): the next stage, silence, overdue marks.

Each handler runs in the transaction in which its event or clock is marked as handled, so what
it writes happens exactly once in effect. It reads where things stand first: told twice, it
changes nothing the second time.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from tongban.agencies import api as agencies
from tongban.cases import (
    drafts,
    errands,
    handing,
    handling,
    messages,
    pledges,
    store,
    submitting,
    together,
)
from tongban.cases.domain import (
    afterwards,
    applications,
    branches,
    decisions,
    events,
    telling,
)
from tongban.cases.domain.applications import (
    Advanced,
    ApplicationState,
    MatterFiled,
    Submitted,
    advance,
    reopen,
)
from tongban.cases.domain.events import CaseEvent
from tongban.cases.domain.handovers import Transferred
from tongban.cases.domain.moving import MoveEvent
from tongban.cases.domain.states import CaseState, fold
from tongban.cases.submitting import Handed, wanted_by
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactRef
from tongban.exchange.society import api as society
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.kernel.events import Event
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task
from tongban.people import api as people


@ledger.listener("cases.Closed", "cases.advance")
def advance_application(heard: Heard) -> None:
    """File what waited for this case, or block what depends on it, and finish when all ended."""
    case = store.load(heard.stream)
    if case is None or case.status.is_open:  # sent back meanwhile: it will close again
        return
    found = _matter(case, heard.stream)
    if found is None:
        return
    state, key = found
    stream, at = case.filed.application, heard.event.at
    happened = advance(state, key, case.status.value, today=time.city_date(at))
    if not happened:
        return
    changed, after = store.change_application(stream, state, happened, actor=SYSTEM, at=at)
    ready = [one for event in happened if isinstance(event, Advanced) for one in event.filed]
    ledger.append(changed, *_file(stream, after, ready, at))


@ledger.listener("cases.Accepted", "cases.tell-accepted")
@ledger.listener("cases.SupplementRequested", "cases.tell-supplement")
@ledger.listener("cases.Closed", "cases.tell-closed")
def tell_applications(heard: Heard) -> None:
    """Tell the applications of a company how its own case goes on: its number and where it is.

    A decision closes its case in the same append, so the end is told once.
    """
    head = ledger.head(heard.stream)
    if head is not None:
        said = {"number": head.number, "status": head.status}
        society.announce("case.progress", said=said, owner=head.subject, at=heard.event.at)


@ledger.listener("cases.Overturned", "cases.reopen")
def reopen_application(heard: Heard) -> None:
    """Let what a refusal had blocked wait again when the decision is to be made anew (重新作出)."""
    case = store.load(heard.stream)
    if case is None or not case.status.is_open:
        return
    found = _matter(case, heard.stream)
    if found is None:
        return
    state, key = found
    stream, at = case.filed.application, heard.event.at
    if happened := reopen(state, key, today=time.city_date(at)):
        ledger.append(store.change_application(stream, state, happened, actor=SYSTEM, at=at)[0])


def _matter(case: CaseState, stream: int) -> tuple[ApplicationState, str] | None:
    """Return the application a case belongs to and its matter there; None for one on its own."""
    state = store.load_application(case.filed.application)
    key = state.key_of(stream) if state else None
    return None if state is None or key is None else (state, key)


def _file(
    application: int, state: ApplicationState, keys: Sequence[str], at: datetime
) -> list[ledger.Append]:
    """Make the filings of matters whose turn has come, with what is known by now."""
    submitted = state.submitted
    book = catalogue.book(submitted.book_on)

    def handed(matter: MatterFiled) -> Handed:
        wanted = wanted_by(book.services[matter.service], matter.bind, book)
        return _gathered(application, submitted, wanted, matter.number, at)

    return submitting.file(
        [state.matters[key].matter for key in keys],
        submitted,
        handed=handed,
        application=application,
        files=drafts.files_of_draft(submitted.draft),
        book=book,
        actor=SYSTEM,
        at=at,
    )


def _gathered(
    application: int, submitted: Submitted, wanted: set[FactRef], number: str, at: datetime
) -> Handed:
    """Look up the statements a later stage rests on; the read is logged like any other."""
    parties, title = submitted.parties, submitted.title
    sought: dict[int, set[str]] = {}
    for ref in wanted:
        if ref.role in parties:
            sought.setdefault(parties[ref.role], set()).add(ref.kind)
    purpose = Purpose("case", number, "国务院令第716号 第七条", f"“{title}”进入下一阶段，自动提交")
    found = facts.known_of(sought, purpose=purpose, actor=SYSTEM, at=at, within=application)
    statements = {
        ref: found[parties[ref.role], ref.kind]
        for ref in wanted
        if ref.role in parties and (parties[ref.role], ref.kind) in found
    }
    return Handed(
        parties,
        {ref: one.id for ref, one in statements.items()},
        {ref: one.value for ref, one in statements.items()},
    )


def tell_of_move(heard: Heard) -> None:
    """Tell the applicant that newer rules apply, may be chosen, or were taken back (过渡告知)."""
    case = store.load(heard.stream)
    if case is None:
        return
    said, detail = telling.move_words(cast("MoveEvent", events.read(heard.event)))
    messages.notify(case, said, detail or Text(""), heard)


@ledger.listener("cases.Transferred", "cases.tell_whom")
def tell_whom(heard: Heard) -> None:
    """Tell the applicant whom to ask now, where a reorganisation moved their case (告知承接机关)."""
    case, event = store.load(heard.stream), events.read(heard.event)
    if case is None or not isinstance(event, Transferred) or not event.reform:
        return
    now = catalogue.agency_name(event.agency)
    said = Text(f"从今天起由{now.zh}办理", f"{now.in_('en')} has it from today")
    detail = Text(f"编号、期限都不变，您不用做什么。{event.reason}")
    messages.notify(case, said, detail, heard)


for _type in ("cases.Migrated", "cases.MovedBack", "cases.MoveOffered"):
    ledger.listener(_type, "cases.tell_of_move")(tell_of_move)


@ledger.listener("exchange.NoticeServed", "cases.served")
def note_service(heard: Heard) -> None:
    """Note that the decision reached the applicant: the days to contest it run from there (送达)."""
    said = heard.event.data
    kind, number = said["about"]
    stream = ledger.find_number(number) if kind == "case" else None
    state = store.load(stream) if stream else None
    if stream is None or state is None or state.ended is None or state.course.delivered:
        return
    if not messages.is_decision(stream, said["document"]):
        return
    served = date.fromisoformat(said["on"])
    receiver = people.party(state.filed.applicant).name if said["method"] != "public" else ""
    _write(
        stream,
        state,
        afterwards.deliver(
            state, method=said["method"], receiver=receiver, proof=said["proof"] or said["by"],
            officer=0, today=served,
        ),
        heard.event.at,
    )  # fmt: skip


@ledger.clock(store.SILENCE)
def accept_by_silence(_task: Task, head: Head, at: datetime) -> None:
    """Accept what five working days of silence have accepted (行政许可法 第三十二条)."""
    state = store.load(head.stream)
    if state is None:
        return
    lapsed = decisions.lapse(state, today=time.city_date(at), calendar=agencies.calendar())
    if lapsed:
        _write(head.stream, state, [lapsed], at)


@ledger.clock(store.OVERDUE)
def mark_overdue(_task: Task, head: Head, at: datetime) -> None:
    """Mark a case whose limit has run out without a decision (超期)."""
    state = store.load(head.stream)
    if state is None:
        return
    today = time.city_date(at)
    happened = decisions.mark_overdue(state, today=today, calendar=agencies.calendar())
    _write(head.stream, state, happened, at)


@ledger.clock(together.BRANCH_LATE)
def call_stuck(_task: Task, head: Head, at: datetime) -> None:
    """Send to the supervisor what another agency has not answered in time (督办)."""
    state = store.load(head.stream)
    if state is None:
        return
    today, calendar = time.city_date(at), agencies.calendar()
    happened = branches.escalate(state.branches, today=today, calendar=calendar)
    _write(head.stream, state, happened, at)


@ledger.projector(store.CASE, begins=("cases.Filed",))
def project_case(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of a case from its events."""
    state, calendar = fold(events.read(one) for one in found), agencies.calendar()
    return store.head_of(state, calendar), store.work_of(stream, state, calendar)


@ledger.projector(store.APPLICATION, begins=("cases.Submitted",))
def project_application(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of an application from its events."""
    state = applications.fold(applications.read(one) for one in found)
    return store.head_of_application(state), ()


@ledger.projector(pledges.BAR, begins=("cases.Barred",))
def project_bar(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a bar from its events."""
    return pledges.head_of(found), ()


@ledger.projector(errands.ERRAND, begins=("cases.ErrandOrdered",))
def project_errand(_stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of an errand and its next clock from its events."""
    return errands.head_of(found)


@ledger.clock(handing.MOVE_AGENCY)
def move_agency(task: Task, head: Head, at: datetime) -> None:
    """Move the next open cases of an agency whose powers are another's from today (职责划转)."""
    said = task.data
    step = handing.transfer(said["agency"], to=said["to"], reason=said["reason"])
    errands.carry_on(task, head, step, at=at, queue=said["agency"])


def _write(stream: int, state: CaseState, happened: Sequence[CaseEvent], at: datetime) -> None:
    if not happened:
        return
    happened = handling.with_branches(state, happened, today=time.city_date(at))
    calendar = agencies.calendar()
    appended, _ = store.change(stream, state, happened, actor=SYSTEM, at=at, calendar=calendar)
    ledger.append(appended)
