"""Two documents side by side (对照看材料): which, how large and which page stand in the address."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.cases import api as cases
from tongban.doors.desk import views
from tongban.doors.shared.officers import StaffRequest, post
from tongban.kernel.problems import Problem

ZOOMS = (50, 100, 150, 200, 300)
PAGES = 999
SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a case (材料、文书): how it is named in the address, its words, where it lies."""

    key: str
    name: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Pane:
    """One of the two panes (一栏): its document, size and page, and the addresses beside them."""

    side: str
    document: Document
    zoom: int
    page: int
    before: str
    after: str
    larger: str
    smaller: str
    next_page: str
    last_page: str


@require_safe
@post(REVIEWER, HEAD)
def side_by_side(request: StaffRequest, number: str) -> HttpResponse:
    """Show two documents of a case beside each other."""
    try:
        found = cases.case(number, actor=request.seat.actor())
        documents = documents_of(found, cases.papers(number, actor=request.seat.actor()))
    except Problem as problem:
        return views.no(request, problem)
    chosen = {side: _read(request, side, documents) for side in SIDES} if documents else {}
    context = {
        "seat": request.seat,
        "total": None,
        "case": found,
        "documents": documents,
        "panes": [_pane(side, chosen, documents) for side in chosen],
        "chosen": chosen,
    }
    return render(request, "desk/documents.html", context)


def documents_of(case: cases.Case, papers: tuple[cases.PaperView, ...]) -> list[Document]:
    """List what can be looked at: what was handed in, then the papers that were issued."""
    number = case.number
    files = [
        Document(
            f"f{one.id}", one.name, "pdf" if one.type == "application/pdf" else
            "picture" if one.type.startswith("image/") else "other",
            reverse("desk:file", args=[number, one.id]),
        )
        for one in case.attachments
    ]  # fmt: skip
    return files + [
        Document(f"p{one.no}", f"{_('文书')}　{one.title}", "pdf", reverse("desk:paper", args=[number, one.no]))
        for one in papers
    ]  # fmt: skip


Chosen = dict[str, tuple[int, int, int]]
"""For each side: the place of its document, its zoom and its page."""


def _read(request: StaffRequest, side: str, documents: list[Document]) -> tuple[int, int, int]:
    keys = [one.key for one in documents]
    wanted = request.GET.get(side, "")
    place = keys.index(wanted) if wanted in keys else min(SIDES.index(side), len(keys) - 1)
    zoom, page = request.GET.get(f"{side}z", ""), request.GET.get(f"{side}p", "")
    size = int(zoom) if zoom in map(str, ZOOMS) else 100
    known = page.isascii() and page.isdigit() and len(page) <= len(str(PAGES))
    return place, size, max(int(page), 1) if known else 1


def _pane(side: str, chosen: Chosen, documents: list[Document]) -> Pane:
    place, zoom, page = chosen[side]
    at = ZOOMS.index(zoom)

    def to(place: int, zoom: int, page: int) -> str:
        return query(chosen | {side: (place, zoom, page)}, documents)

    return Pane(
        side,
        documents[place],
        zoom,
        page,
        before=to((place - 1) % len(documents), 100, 1),
        after=to((place + 1) % len(documents), 100, 1),
        larger=to(place, ZOOMS[min(at + 1, len(ZOOMS) - 1)], page),
        smaller=to(place, ZOOMS[max(at - 1, 0)], page),
        next_page=to(place, zoom, min(page + 1, PAGES)),
        last_page=to(place, zoom, max(page - 1, 1)),
    )


def query(chosen: Chosen, documents: list[Document]) -> str:
    """Write what both sides show as an address."""
    parts = []
    for side, (place, zoom, page) in chosen.items():
        parts.append(f"{side}={documents[place].key}")
        parts += [f"{side}z={zoom}"] * (zoom != ZOOMS[1]) + [f"{side}p={page}"] * (page != 1)
    return "?" + "&".join(parts)
