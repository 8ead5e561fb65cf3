"""What applicants are told at once (告知): a message for what they would otherwise have to look up.

The notice says what happened in the words of the timeline and nothing of the case's contents; where
a paper stands behind the event, the notice serves it.
"""

from collections.abc import Mapping
from datetime import datetime

from tongban.cases import store
from tongban.cases.domain import events, words
from tongban.cases.domain.states import CaseState
from tongban.cases.reading import names_of
from tongban.catalogue import api as catalogue
from tongban.exchange import api as exchange
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.ledger.api import Heard

PROGRESS, PAPER = "case-progress", "paper-served"
SERVED = (
    "Accepted",
    "SupplementRequested",
    "NotAccepted",
    "ClockStopped",
    "Extended",
    "HearingOffered",
    "HearingSet",
    "Decided",
    "Terminated",
)
"""Events with a paper, which is served on the applicant (行政许可法 第三十二条、第四十四条)."""
ENDS = ("NotAccepted", "Decided", "Terminated")
TOLD = (*SERVED, "ClockResumed", "DueMoved", "Reminded", "Overturned")


def tell(heard: Heard) -> None:
    """Send the applicant a message about what happened to their case (告知申请人)."""
    state = store.load(heard.stream)
    if state is None:
        return
    filed = state.filed
    book = catalogue.book(filed.book_on)
    service = catalogue.service(filed.service, filed.version)
    said, _ = words.moment_words(events.read(heard.event), names_of(service, filed.bind, book))
    notify(state, said, Text(""), heard)


def notify(state: CaseState, said: Text, detail: Text, heard: Heard) -> None:
    """Tell the applicant, with the paper where the event has one: that one is served (送达)."""
    filed = state.filed
    paper = _paper(heard)
    exchange.notify(
        person=filed.applicant,
        template=PAPER if paper else PROGRESS,
        values={"number": filed.number, "name": filed.name, "said": said, "detail": detail},
        about=("case", filed.number),
        actor=SYSTEM,
        at=heard.event.at,
        legal=bool(paper),
        document=paper,
    )


def notify_of(
    state: CaseState,
    template: str,
    values: Mapping[str, str | Text],
    *,
    actor: Actor,
    at: datetime | None,
) -> None:
    """Tell the applicant something about their case in the words of another template."""
    filed = state.filed
    named = catalogue.notice(template)
    given = {"number": filed.number, "name": filed.name, **values}
    known = {one.name for one in named.variables} if named else set()
    exchange.notify(
        person=filed.applicant,
        template=template,
        values={name: value for name, value in given.items() if name in known},
        about=("case", filed.number),
        actor=actor,
        at=at,
    )


def _paper(heard: Heard) -> str:
    """Return the place of the event's paper in the log of its case, "" where it has none."""
    if heard.event.type.removeprefix("cases.") not in SERVED:
        return ""
    return str(heard.event.seq)


def is_decision(stream: int, document: str) -> bool:
    """Whether a document of a case is its decision, or its end without one."""
    found = ledger.events(stream)
    no = int(document) if document.isdecimal() else 0
    return 0 < no <= len(found) and found[no - 1].type.removeprefix("cases.") in ENDS


for _name in TOLD:
    ledger.listener(f"cases.{_name}", "cases.tell")(tell)
