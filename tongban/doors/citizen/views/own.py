"""What is one's own (我的): matters, licences, who looked, and saying that something is wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from tongban.cases import api as cases
from tongban.cases.domain.acts import BY_HOLDER, RENEWAL, WORDS
from tongban.cases.views import Application
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.citizen import used
from tongban.doors.citizen.things import things
from tongban.doors.citizen.views import (
    actor,
    benefits,
    me,
    own_purpose,
    problem_words,
    wards,
)
from tongban.doors.shared import papers, words
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.views import safe_next
from tongban.doors.shared.words import said
from tongban.facts import api as facts
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences
from tongban.people import api as people

CARD_ROWS = 5
READINGS = 200
NUMBERS = ("idno", "uscc", "bankacct")


@dataclass(frozen=True, slots=True)
class Card:
    """A licence as a page shows it: rows of name, value, and whether it is a number."""

    id: int
    title: str
    rows: tuple[tuple[str, str, bool], ...]
    issuer: str
    state: str
    state_words: str
    holder: str


@dataclass(frozen=True, slots=True)
class Read:
    """A reading as a page shows it: who, what for, which items, the last time and how often."""

    who: str
    words: str
    names: tuple[str, ...]
    at: datetime
    times: int
    own: bool


@signed_in
def me_page(request: HttpRequest) -> HttpResponse:
    """List everything of one's own in one place, in large letters too."""
    offers = benefits.waiting(me(request), actor=actor(request))
    return render(request, "citizen/me.html", {"things": things(), "offers": offers})


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """List what was begun, what is under way with its next day, what is finished."""
    who = actor(request)
    every = cases.applications(me(request), actor=who)
    context = {
        "asked": cases.confirmations(actor=who),
        "drafts": cases.drafts(me(request), actor=who),
        "running": [a for a in every if a.finished_on is None],
        "finished": [a for a in every if a.finished_on is not None],
        "waiting": {a.id: sum(m.status == "supplement" for m in a.matters) for a in every},
        "done": {a.id: sum(m.status == "granted" for m in a.matters) for a in every},
        "next": {a.id: _next_day(a) for a in every if a.finished_on is None},
    }
    return render(request, "citizen/mine.html", context)


def _next_day(application: Application) -> tuple[date, str] | None:
    """Return the next day by which an agency owes something, and which."""
    owing = [
        (m.due, said(m.name))
        for m in application.matters
        if m.due and m.status in ("filed", "accepted")
    ]
    return min(owing, default=None)


@signed_in
def wallet(request: HttpRequest) -> HttpResponse:
    """Show the licences of the person and of the children they may act for."""
    holders = _holders(request)
    purpose = own_purpose("本人查看证照")
    held = licences.held_by(holders, purpose=purpose, actor=actor(request))
    book = catalogue.book()
    cards = [as_card(each, book, holders[each.holder], rows=CARD_ROWS) for each in held]
    own = [c for c, each in zip(cards, held, strict=True) if each.holder == me(request)]
    others: dict[str, list[Card]] = {}
    for card, each in zip(cards, held, strict=True):
        if each.holder != me(request):
            others.setdefault(card.holder, []).append(card)
    waiting = [
        one for one in licences.authorisations(actor=actor(request)) if one.status == "asked"
    ]
    context = {
        "own": own,
        "others": others,
        "count": len(cards),
        "waiting": len(waiting),
        "changed": used.changes(held),
    }
    return render(request, "citizen/wallet.html", context)


@signed_in
def licence(request: HttpRequest, licence: int) -> HttpResponse:
    """Show a licence whole, with its code to verify, and who looked at it."""
    holders = _holders(request)
    found = _licence(request, licence, holders)
    address = request.build_absolute_uri(
        reverse("gateway:verify", kwargs={"token": licences.token(found)})
    )
    context = {
        "card": as_card(found, catalogue.book(), holders.get(found.holder, "")),
        "licence": found,
        "address": address,
        "qr": Markup(licences.qr_svg(address)),  # noqa: S704 - our own drawing
        "lines": used.lines(found.holder, found, limit=8),
        "follows": _follows(found),
    }
    return render(request, "citizen/licence.html", context)


@signed_in
def sheet(request: HttpRequest, licence: int) -> HttpResponse:
    """Hand out the licence as a sheet of PDF."""
    found = _licence(request, licence, _holders(request))
    address = request.build_absolute_uri(
        reverse("gateway:verify", kwargs={"token": licences.token(found)})
    )
    return papers.shown(licences.sheet(found, url=address), "application/pdf", name="licence")


@signed_in
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, statement: int) -> HttpResponse:
    """Say that what the state holds is wrong; the source is told, and the matter goes on."""
    found = facts.statements(
        [statement],
        purpose=own_purpose("本人核对信息"),
        actor=actor(request),
        subjects=_holders(request),
    ).get(statement)
    if found is None:
        raise Http404
    reason = request.POST.get("reason", "").strip()
    error = ""
    done = found.disputed
    if request.method == "POST" and not reason:
        error = _("请写一句哪里不对。")
    elif request.method == "POST":
        try:
            facts.dispute(statement, reason=reason, actor=actor(request))
            done = True
        except Problem as problem:
            error = problem_words(problem)
    book = catalogue.book()
    kind = book.kinds.get(found.kind)
    holder = book.agencies.get(found.source.holder or "")
    field = Field(
        "reason", _("哪里不对"), "text", value=reason, error=error,
        hint=_("写清楚应该是什么、您手里有什么能说明。我们会转给提供信息的部门。"),
    )  # fmt: skip
    context = {
        "name": said(kind.name) if kind else found.kind,
        "value": words.value(kind, found.value),
        "holder": said(holder.name) if holder else _("提供信息的部门"),
        "done": done, "due": _answer_due(found) if done else None, "field": field, "errors": errors_of([field]), "back": safe_next(request, "/mine"),
    }  # fmt: skip
    return render(request, "citizen/dispute.html", context, status=400 if error else 200)


def _answer_due(found: facts.Statement) -> date | None:
    """Return the last day its source has to answer a dispute about a statement."""
    asked = (each for each in facts.disputes(found.subject) if each.statement == found.id)
    return next((each.due for each in asked if each.state == "open"), None)


def _holders(request: HttpRequest) -> dict[int, str]:
    """Return the person and whom they may act for, with their names."""
    others = [party for several in wards(request).values() for party in several]
    return {party.id: party.name for party in people.parties([me(request), *others]).values()}


def _follows(found: licences.Licence) -> list[tuple[str, Text]]:
    """List what its holder can apply for: only of a licence that was issued here."""
    standing = found.state_on(city_date(now()))
    if found.case is None or standing in ("revoked", "replaced"):
        return []
    renewable = standing == "valid" and found.valid_to is not None
    return [(one, WORDS[one]) for one in BY_HOLDER if one != RENEWAL or renewable]


def card_of(request: HttpRequest, licence: int) -> tuple[Card, licences.Licence]:
    """Return a licence of the person's, or of whom they may act for, as a card."""
    holders = _holders(request)
    found = _licence(request, licence, holders)
    holder = holders.get(found.holder, "")
    return as_card(found, catalogue.book(), holder), found


def _licence(request: HttpRequest, licence: int, holders: dict[int, str]) -> licences.Licence:
    purpose = own_purpose("本人查看证照")
    return licences.licence(licence, purpose=purpose, actor=actor(request), holders=holders)


def as_card(found: licences.Licence, book: Book, holder: str, *, rows: int | None = None) -> Card:
    """Return a licence as a page shows it."""
    shown = []
    for name, value in list(found.attributes.items())[:rows]:
        fact = book.kinds.get(name)
        is_number = fact is not None and fact.type in NUMBERS
        # The holder's own licence shows its number whole, as the sheet it stands for does.
        whole = is_number and rows is None
        text = str(value) if whole else words.value(fact, value)
        shown.append((said(fact.name) if fact else name, text, is_number))
    shown.append((_("有效期"), words.day(found.valid_to, year=True) or _("长期"), False))
    state = found.state_on(city_date(now()))
    return Card(
        id=found.id,
        title=said(found.name),
        rows=tuple(shown),
        issuer=said(found.issuer_name),
        state=state,
        state_words=state_words(state),
        holder=holder,
    )


def state_words(state: str) -> str:
    """Say the state of a licence in a word."""
    return {
        "valid": _("有效"),
        "expired": _("已过期"),
        "suspended": _("已暂扣"),
        "revoked": _("已撤销"),
        "replaced": _("已换发"),
    }.get(state, state)


def _readings(
    subject: int, *, about: set[str] | None = None, own: bool | None = None
) -> list[Read]:
    """List the readings, those of one reader for one purpose on one day as one line.

    `about` keeps those that read one of these kinds of facts or licences; `own` only the
    subject's, or only everybody else's, which no number of one's own looks can push away.
    """
    book = catalogue.book()
    lines: dict[tuple[Any, ...], list[facts.Reading]] = {}
    for reading in facts.readers(subject, limit=READINGS, own=own):
        if about is not None and about.isdisjoint(reading.kinds):
            continue
        key = (reading.who, reading.own, reading.agency, reading.words, city_date(reading.at))
        lines.setdefault(key, []).append(reading)
    return [_read(several, book) for several in lines.values()]


def _read(several: list[facts.Reading], book: Book) -> Read:
    first = several[0]
    names = dict.fromkeys(
        said(book.kinds[kind].name if kind in book.kinds else book.licences[kind].name)
        for reading in several
        for kind in reading.kinds
        if kind in book.kinds or kind in book.licences
    )
    return Read(
        who=_reader(first, book),
        words=said(first.words),
        names=tuple(names),
        at=first.at,
        times=len(several),
        own=first.own,
    )


def _reader(reading: facts.Reading, book: Book) -> str:
    if reading.agency is None:
        return reading.who or _("您自己")
    agency = book.agencies.get(reading.agency)
    return said(agency.name) if agency else reading.agency
