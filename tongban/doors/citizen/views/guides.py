"""Guides and manuals (指南与手册): a service's guide, an agency's duties, each as a page and as PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from markupsafe import Markup

from tongban.catalogue import api as catalogue
from tongban.catalogue.api import DatedChange, Guide, Manual
from tongban.catalogue.domain.guide import GuideMaterial
from tongban.doors.citizen import leaflets, present
from tongban.doors.citizen.views import actor, is_narrow, me, own_purpose
from tongban.doors.shared import papers
from tongban.doors.shared.access import public
from tongban.doors.shared.words import language, said, term
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences
from tongban.policy import api as policy

APPLICANT = ("applicant",)
CHANGES = 5  # shown on a page; the PDF has them all
VALID = "valid"


@dataclass(frozen=True, slots=True)
class Change:
    """A dated change as a list shows it."""

    day: str
    words: tuple[str, ...]
    first: bool = False
    name: str = ""
    coming: bool = False


@lru_cache(maxsize=256)
def _qr(address: str) -> Markup:
    """Draw the address of a guide, to be taken along on a phone; drawn once for each address."""
    return Markup(licences.qr_svg(address))  # noqa: S704 - our own drawing


@public
def service(request: HttpRequest, service: str) -> HttpResponse:
    """Show the guide of a service (办事指南); who signed in sees what is already there ticked off."""
    guide = _found(catalogue.guide, service)
    required = [m for m in guide.materials if m.required]
    held = [m for m in required if m.source == "held"]
    days_number, days_words = _days(guide)
    own = _own(request, held)
    context = {
        "g": guide,
        "agency": guide.service.agency,
        "kind_name": term(guide.kind),
        "qr": _qr(request.build_absolute_uri(request.path)),
        "must": [m for m in required if m.source == "asked"],
        "held": [(m, own is not None and m.kind in own and m.of == APPLICANT) for m in held],
        "signed_in": own is not None,
        "filled": [said(m.name) for m in required if m.source == "filled"],
        "maybe": [m for m in guide.materials if not m.required],
        "cooperating": [said(name) for name in guide.cooperating],
        "unverified": present.unverified(guide.unverified),
        "marks": marks(),
        "ranks": ranks(),
        "days_number": days_number,
        "days_words": days_words,
        "changes": _changes(catalogue.changes("service", service))[:CHANGES],
        "policies": [
            (one.id, said(one.name)) for one in policy.policies_about(service, catalogue.book())
        ],
    }
    response = render(request, "citizen/service.html", context)
    if own is not None:
        response["Cache-Control"] = "private, no-store"
    return response


@public
def service_pdf(request: HttpRequest, service: str) -> HttpResponse:
    """Hand out the guide of a service as PDF, in the reader's language."""
    _found(catalogue.guide, service)
    address = request.build_absolute_uri(request.path.removesuffix("/guide.pdf"))
    content = _guide_pdf(_edition(), service, language(), address)
    return papers.shown(content, "application/pdf", name="guide")


@public
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies whose duties can be read."""
    book = catalogue.book()
    handled: dict[str, int] = {}
    for one in book.services.values():
        handled[one.agency] = handled.get(one.agency, 0) + 1
    rows = [
        (one.id, said(one.local or one.name), handled.get(one.id, 0))
        for one in book.agencies.values()
    ]
    context = {"agencies": sorted(rows, key=lambda row: (-row[2], row[1]))}
    return render(request, "citizen/agencies.html", context)


@public
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """Show the manual of duties of an agency (职能手册)."""
    manual = _found(catalogue.manual, agency)
    context = {
        "m": manual,
        "marks": marks(),
        "ranks": ranks(),
        "changes": _changes_of(manual)[: 2 * CHANGES],
        "states": {
            each.id: list(dict.fromkeys(said(name) for name in each.states))
            for each in manual.holdings
        },
        "sums": [
            (len(manual.services), _("件主办")),
            (len(manual.helps), _("件协办")),
            (len(manual.holdings), _("种证照和数据")),
        ],
    }
    return render(request, "citizen/agency.html", context)


@public
def agency_pdf(request: HttpRequest, agency: str) -> HttpResponse:
    """Hand out the manual of an agency as PDF, in the reader's language."""
    _found(catalogue.manual, agency)
    address = request.build_absolute_uri(request.path.removesuffix("/manual.pdf"))
    content = _manual_pdf(_edition(), agency, language(), address)
    return papers.shown(content, "application/pdf", name="manual")


def marks() -> dict[str, str]:
    """Say how surely an article is the right one."""
    return {
        "text_read": _("条文已核对"),
        "page_read": _("网页已核对"),
        "unverified": _("未核实"),
    }


def ranks() -> dict[str, str]:
    """Say in plain words what kind of text a law is, from the highest down."""
    return {
        "law": _("法律"),
        "regulation": _("行政法规"),
        "rule": _("部门规章"),
        "local": _("地方性法规"),
        "document": _("政策文件"),
    }


def _found(of: Callable[[str], Any], identifier: str) -> Any:
    try:
        return of(identifier)
    except (catalogue.UnknownDefinition, catalogue.NothingPublished):
        raise Http404 from None


def _edition() -> tuple[int, str]:
    """Tell one edition of the definitions from the next: the publication, and the day."""
    return catalogue.revision(), city_date(now()).isoformat()


# A leaflet is the same for everybody in one edition; nobody can make us draw it twice.
@lru_cache(maxsize=256)
def _guide_pdf(_edition: tuple[int, str], service: str, _language: str, address: str) -> bytes:
    guide = catalogue.guide(service)
    changes = _changes(catalogue.changes("service", service))
    return leaflets.guide(guide, changes, marks(), address=address)


@lru_cache(maxsize=64)
def _manual_pdf(_edition: tuple[int, str], agency: str, _language: str, address: str) -> bytes:
    manual = catalogue.manual(agency)
    return leaflets.manual(manual, _changes_of(manual), marks(), address=address)


def _own(request: HttpRequest, held: list[GuideMaterial]) -> frozenset[str] | None:
    """Return which of these licences the person who signed in holds; None for a stranger.

    Only what this guide asks about is looked at, and the person sees that it was.
    """
    known = request.user.is_authenticated and getattr(request.user, "party_id", None)
    if not known or is_narrow(request):
        return None
    kinds = {m.kind for m in held if m.kind and m.of == APPLICANT}
    if not kinds:
        return frozenset()
    found = licences.held_by(
        [me(request)], kinds=kinds, purpose=own_purpose("本人查看办事指南"), actor=actor(request)
    )
    today = city_date(now())
    return frozenset(one.kind for one in found if one.state_on(today) == VALID)


def _changes(dated: tuple[DatedChange, ...], name: str = "") -> list[Change]:
    today = city_date(now()).isoformat()
    return [
        Change(
            each.day,
            tuple(said(words) for words in each.words),
            first=each.first,
            name=name,
            coming=each.day > today,
        )
        for each in dated
    ]


def _changes_of(manual: Manual) -> list[Change]:
    """Return what changed in any of an agency's services, the newest first; beginnings left out."""
    found = [
        change
        for each in manual.services
        for change in _changes(catalogue.changes("service", each.id), said(each.name))
        if not change.first
    ]
    return sorted(found, key=lambda change: change.day, reverse=True)


def _days(guide: Guide) -> tuple[Any, str]:
    """Say the limit in one number: the promise, else the law's, else that none is published."""
    for limit, name in ((guide.promised, _("承诺办结")), (guide.statutory, _("法定办结"))):
        if limit.days is not None:
            unit = _("工作日") if limit.unit == "working_day" else _("天")
            return limit.days, f"{unit}　{name}"
    return "—", _("时限未公布")
