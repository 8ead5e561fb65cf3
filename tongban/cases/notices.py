"""The papers of a case as PDF (文书): composed from the log, so they say the same every time.

A paper stands behind one event; what it says about limits is what was true when that had happened.
The signature is made anew each time: its instant is that of the asking, the day is in the paper.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.agencies import api as agencies
from tongban.cases.domain import clocks, events, papers
from tongban.cases.domain.papers import Paper, Told
from tongban.cases.domain.states import CaseState, evolve
from tongban.cases.domain.turns import Delivered
from tongban.cases.handling import service_of
from tongban.cases.problems import NotYours
from tongban.cases.reading import names_of
from tongban.cases.views import PaperView
from tongban.catalogue import api as catalogue
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.licences import api as licences
from tongban.people import api as people

TEMPLATE = Path(__file__).parent / "templates" / "notice.typ"
MOST_LAWS = 3
"""How many of a service's own laws a paper cites; the guide has them all."""
FOOT = "本文书由平台电子签章，与加盖印章的纸质文书具有同等法律效力。"


@dataclass(frozen=True, slots=True)
class Placed:
    """A paper with its place in the log and the agency it comes from (文书及其出处)."""

    no: int
    agency: str
    paper: Paper


def listed(log: Sequence[Event]) -> tuple[PaperView, ...]:
    """List the papers of a case by its log, oldest first."""
    return tuple(
        PaperView(one.no, one.paper.kind, one.paper.title, one.paper.number, one.paper.on)
        for one in _papers(log)
    )


def made(stream: int, state: CaseState, no: int) -> bytes:
    """Make one paper as a signed PDF. Raises NotYours where the log has none at this place."""
    for one in _papers(ledger.events(stream)):
        if one.no == no:
            return _signed(one, state)
    raise NotYours


def _papers(log: Sequence[Event]) -> Iterator[Placed]:
    """Compose every paper of a case, each on what was known when it was issued."""
    state: CaseState | None = None
    calendar, last = agencies.calendar(), ""
    for no, envelope in enumerate(log, 1):
        event = events.read(envelope)
        state = evolve(state, event)
        names = _names(state)
        used = state.decided.facts if state.decided else {}
        told = Told(
            filed=state.filed,
            no=no,
            due=clocks.due(state, calendar) if state.status.is_open else None,
            names=names,
            licensing="许可" in service_of(state).kind,
            laws=_laws(state),
            facts=tuple(dict.fromkeys(names[key].zh for key in used if key in names)),
            result=_result(state),
            earlier=last,
            receiver=people.party(state.filed.applicant).name
            if isinstance(event, Delivered)
            else "",
        )
        paper = papers.paper(event, told)
        if paper is not None:
            last = f"{paper.title}（{paper.number}）"
            yield Placed(no, state.filed.agency, paper)


def _names(state: CaseState) -> dict[str, Any]:
    book = catalogue.book(state.filed.book_on)
    return names_of(service_of(state), state.filed.bind, book)


def _laws(state: CaseState) -> tuple[str, ...]:
    """Return the service's own laws, as its definition lists them."""
    law = service_of(state).law
    return tuple(dict.fromkeys(f"{one.law} {one.article}".strip() for one in law[:MOST_LAWS]))


def _result(state: CaseState) -> str:
    output = service_of(state).output
    return f"《{output.name.zh}》" if output.licence else ""


def _signed(one: Placed, state: CaseState) -> bytes:
    book, party = catalogue.book(state.filed.book_on), people.party(state.filed.applicant)
    agency, paper = _local(one.agency, book.agency_name(one.agency).zh), one.paper
    masked = f"（{party.masked}）" if party.masked else ""
    data: dict[str, Any] = {
        "agency": agency,
        "title": paper.title,
        "number": paper.number,
        "day": paper.on.isoformat(),
        "addressee": f"{party.name}{masked}",
        "says": list(paper.says),
        "heads": list(paper.heads),
        "rows": [list(row) for row in paper.rows],
        "after": list(paper.after),
        "remedy": paper.remedy,
        "form": paper.form,
        "signed": f"{paper.on.year} 年 {paper.on.month} 月 {paper.on.day} 日",
        "under": "演示样张" if getattr(settings, "TONGBAN_DEMO", False) else "电子文书专用",
        "foot": FOOT,
    }
    plain = licences.document(TEMPLATE, data)
    return licences.sign(plain, reason=f"{paper.title} {paper.number}", location=agency)


def _local(code: str, name: str) -> str:
    """Return the agency's own name where it is registered under one."""
    try:
        return agencies.find(code).name.zh
    except agencies.UnknownAgency:
        return name
