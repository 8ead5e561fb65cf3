"""Finding what to do (找事): the first page, search in one's own words, guides, life events."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book, PublicService
from tongban.doors.citizen import present, stories
from tongban.doors.citizen.views import actor, is_narrow, me
from tongban.doors.shared.access import public
from tongban.doors.shared.words import day, said
from tongban.exchange.federation import api as federation

MOST_WORDS = 300  # as many as are read
MOST_HITS, FEWEST = 6, 3
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, as the list shows it."""

    title: str
    href: str
    words: str
    matched: tuple[str, ...] = ()
    tag: str = ""


@dataclass(frozen=True, slots=True)
class OtherCity:
    """A city that offers what was asked for, as a link that leads there."""

    name: str
    href: str
    day: str


@dataclass(frozen=True, slots=True)
class HitElsewhere:
    """Something other cities offer; `here` leads to where it can be handed in without going there."""

    title: str
    cities: list[OtherCity]
    here: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One wish of a question as the page shows it: the asker's words, and what answers them."""

    said: str
    hits: list[Hit]


@public
def home(request: HttpRequest) -> HttpResponse:
    """Ask what the person wants to get done; those who signed in see what they have begun."""
    begun = _begun(request) if request.user.is_authenticated else []
    told = stories.stories(catalogue.book())
    return render(request, "citizen/home.html", {"stories": told, "begun": begun})


@public
def find(request: HttpRequest) -> HttpResponse:
    """Find by the person's own words, each wish apart; without words list everything by agency."""
    q = request.GET.get("q", "").replace("\x00", "").strip()
    book = catalogue.book()
    if not q:
        return render(request, "citizen/find.html", {"q": "", "groups": _by_agency(book)})
    asked = catalogue.ask(q)
    shown = max(FEWEST, MOST_HITS // len(asked.wishes))
    answered = [
        Answered(wish.text, [_hit(each, book) for each in wish.likely[:shown]])
        for wish in asked.wishes
        if wish.found
    ]
    context = {
        "q": q[:MOST_WORDS],
        "cut": bool(asked.unread),
        "answered": answered,
        "elsewhere": _elsewhere(q, book),
    }
    return render(request, "citizen/find.html", context)


@public
def event(request: HttpRequest, event: str) -> HttpResponse:
    """Show what a life event covers and how it runs, before anybody signs in."""
    book = catalogue.book()
    found = book.events.get(event)
    if found is None:
        raise Http404
    plan = stories.plan_of(found, book)
    demo_days = any(
        book.services[each.service].demo_days is not None and each.key in plan.unknown_days
        for each in plan.services
    )
    context = {
        "e": found,
        "lead": present.lead(plan),
        "sums": present.sums(plan),
        "days_words": present.days(plan),
        "demo_days": demo_days,
        "chapters": stories.chapters(plan, book),
        "picture": present.picture(plan, book),
        "optional": present.optional(plan, book),
        "asked": present.to_bring(plan, book),
        "found": present.not_to_bring(plan, book),
        "unverified": present.unverified(found.unverified),
    }
    return render(request, "citizen/event.html", context)


def _begun(request: HttpRequest) -> list[Hit]:
    """List what the person has begun and what is under way, the newest first."""
    if not getattr(request.user, "party_id", None) or is_narrow(request):
        return []
    who = actor(request)
    drafts = [
        Hit(
            said(draft.title),
            reverse("citizen:draft", kwargs={"draft": draft.id}),
            _("填到一半，%(day)s开始") % {"day": day(draft.started_at)},
        )
        for draft in cases.drafts(me(request), actor=who)[:SHOWN]
    ]
    running = [
        Hit(
            said(each.title),
            reverse("citizen:application", kwargs={"application": each.id}),
            _("办理中，%(day)s提交") % {"day": day(each.submitted_at)},
            tag=_("等您补正") if any(m.status == "supplement" for m in each.matters) else "",
        )
        for each in cases.applications(me(request), actor=who, limit=SHOWN)
        if each.finished_on is None
    ]
    asked = [
        Hit(
            said(one.title),
            reverse("citizen:confirm", kwargs={"confirmation": one.id}),
            _("%(day)s前有效") % {"day": day(one.expires_at)},
            tag=_("等您确认"),
        )
        for one in cases.confirmations(actor=who)
    ]
    return asked + drafts + running


def _hit(found: catalogue.Found, book: Book) -> Hit:
    if found.kind == "life_event":
        event = book.events[found.id]
        count = len(event.items)
        words = ngettext("%(n)d 件事　一次办", "%(n)d 件事　一次办", count) % {"n": count}
        href = reverse("citizen:event", kwargs={"event": found.id})
    elif found.kind == "policy":
        words, href = _("政策"), reverse("citizen:policy", kwargs={"topic": found.id})
    else:
        words = _agency(book.services[found.id], book)
        href = reverse("citizen:service", kwargs={"service": found.id})
    return Hit(said(found.name), href, words, found.matched)


_PAGES = {
    "service": ("citizen:service", "service"),
    "life_event": ("citizen:event", "event"),
    "policy": ("citizen:policy", "topic"),
}


def _elsewhere(q: str, book: Book) -> list[HitElsewhere]:
    """List what the cities in accord offer, by the lists kept here (全省一搜)."""
    found = []
    for one in federation.guides_elsewhere(q):
        name, word = _PAGES[one.kind]
        path = reverse(name, kwargs={word: one.id})
        cities = [OtherCity(each.name, each.address + path, day(each.day)) for each in one.cities]
        ours = book.services.get(one.id) if one.kind == "service" else None
        received = ours and ours.cross_region.get("available") and any(c.across for c in one.cities)
        found.append(HitElsewhere(said(one.name), cities, path if received else ""))
    return found


def _agency(service: PublicService, book: Book) -> str:
    agency = book.agencies.get(service.agency)
    return said(agency.name) if agency else ""


def _by_agency(book: Book) -> list[tuple[str, list[PublicService]]]:
    groups: dict[str, list[PublicService]] = defaultdict(list)
    for service in book.services.values():
        groups[service.agency].append(service)
    named = [
        (said(book.agencies[code].name) if code in book.agencies else code, services)
        for code, services in groups.items()
    ]
    return sorted(named, key=lambda group: -len(group[1]))
