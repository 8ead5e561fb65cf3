"""The counter (柜台): a number is entered, the person is seen, a matter is found, the next comes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.agencies.domain.duties import CLERK
from tongban.cases import api as cases
from tongban.cases.visits import api as visits
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.doors.shared.words import language
from tongban.doors.window import bound, calling, places
from tongban.doors.window.bound import WindowRequest, with_person
from tongban.doors.window.cards import LONGEST, card
from tongban.facts import api as facts
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.licences import api as licences
from tongban.people import api as people

FOUND = 8
IDENTITY = ("idno", "name")


@dataclass(frozen=True, slots=True)
class Goal:
    """Something the clerk may begin for the person (可办的事): a life event or a service."""

    id: str
    kind: str
    name: Text
    under: Text


@require_http_methods(["GET", "POST"])
@post(CLERK)
def start(request: StaffRequest) -> HttpResponse:
    """Ask for the number on the card; a wrong check digit is said at the field."""
    if request.method != "POST":
        if bound.bound(request):
            return redirect("window:person")
        return render(request, "window/start.html", _start(request))
    read = card(request.POST.get("number", "")[:LONGEST])
    number, name = read.number, request.POST.get("name", read.name).strip()[:200]
    try:
        number = people.check_number(number)
        party = people.find(number)
        if party is None and request.POST.get("name", "").strip():
            party = people.register(number=number, name=name, actor=request.seat.actor())
    except Problem as problem:
        wrong = Text(problem.said("zh"), problem.said("en"))
        at = "number" if isinstance(problem, people.BadNumber) else "name"
        context = _start(request, number=number, name=name, wrong={at: wrong}, new=at == "name")
        return render(request, "window/start.html", context, status=400)
    if party is None:
        context = _start(request, number=number, name=name, new=True)
        return render(request, "window/start.html", context)
    # Looking somebody up is a look, even where nothing else is held about them.
    why, by = bound.purpose(request.seat.name), request.seat.actor(acting_for=party.id)
    facts.log_read({party.id: IDENTITY}, purpose=why, actor=by)
    bound.bind(request, party.id)
    _serve(request)
    return redirect("window:person")


@require_POST
@post(CLERK)
def next_person(request: StaffRequest) -> HttpResponse:
    """Let the person go (办完了，下一位); where a window is chosen, the next one is called at once."""
    bound.release(request)
    at = places.sat(request)
    if at is not None:
        try:
            calling.call(request, at)
        except Problem as problem:
            request.session[calling.SAID] = problem.said(language())
    return redirect("window:start")


@require_safe
@with_person
def person(request: WindowRequest) -> HttpResponse:
    """Show the person, what runs for them, and find what they came for."""
    book = catalogue.book()
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    granted = places.granted(request, book)
    context = person_pane(request, book) | {
        "asked": asked,
        "found": list(_found(asked, book, granted)) if asked else [],
        "events": list(_events(book, granted)),
        "offices": _offices(book, granted),
        "drafts": cases.drafts(request.at.party.id, actor=request.at.actor),
        "asked_of": cases.confirmations(actor=request.at.actor),
    }
    return render(request, "window/person.html", context)


def person_pane(request: WindowRequest, book: Book) -> dict[str, object]:
    """Read the person as the left pane shows them on every page of the window."""
    at = request.at
    held = licences.held_by([at.party.id], purpose=at.purpose, actor=at.actor)
    running = cases.applications(at.party.id, actor=at.actor, limit=20)
    return {
        "seat": request.seat,
        "person": at.party,
        "remote": at.remote,
        "licences": held,
        "kinds": book.licences,
        "running": [each for each in running if each.finished_on is None],
        "finished": [each for each in running if each.finished_on is not None],
        "at": places.sat(request),
    }


def _serve(request: StaffRequest) -> None:
    """Whoever was called and hands over their card is here: the visit begins."""
    at = places.sat(request)
    if at and at.current and at.current.state == "called":
        visits.serve(at.current.id, actor=request.seat.actor())


def _start(
    request: StaffRequest,
    *,
    number: str = "",
    name: str = "",
    wrong: dict[str, Text] | None = None,
    new: bool = False,
) -> dict[str, object]:
    book = catalogue.book()
    granted = places.granted(request, book)
    offices = _offices(book, granted)
    return {
        "seat": request.seat,
        "number": number,
        "name": name,
        "wrong": wrong or {},
        "new": new,
        "offices": offices,
        "services": sum(len(goals) for _, goals in offices),
        "events": list(_events(book, granted)),
        "at": places.sat(request, queue=True),
        "told": request.session.pop(calling.SAID, ""),
    }


def _found(asked: str, book: Book, granted: frozenset[str]) -> Iterable[Goal]:
    for hit in catalogue.ask(asked).results(FOUND):
        if hit.kind != "policy" and places.is_granted([hit.id], book, granted):
            yield _goal(hit.id, book)


def _events(book: Book, granted: frozenset[str]) -> Iterable[Goal]:
    for event in sorted(book.events.values(), key=lambda each: each.id):
        if places.is_granted([event.id], book, granted):
            yield _goal(event.id, book)


def _offices(book: Book, granted: frozenset[str]) -> list[tuple[Text, list[Goal]]]:
    """List the services the window takes, by agency."""
    found: dict[str, list[Goal]] = {}
    for service in sorted(book.services.values(), key=lambda each: each.id):
        if service.id in granted:
            found.setdefault(service.agency, []).append(_goal(service.id, book))
    return [(agency_name(code, book), goals) for code, goals in sorted(found.items())]


def _goal(id_: str, book: Book) -> Goal:
    if id_ in book.events:
        event = book.events[id_]
        count = len(event.items)
        under = Text(f"一件事　{count} 项", f"Life event, {count} services")
        return Goal(id_, "life_event", event.title or event.name, under)
    service = book.services[id_]
    return Goal(id_, "service", service.name, agency_name(service.agency, book))
