"""Using one's licences (用证): showing one, taking it along, letting somebody use it, who used it."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.citizen import used
from tongban.doors.citizen.views import actor, me, own, own_purpose, problem_words, wards
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Choice, Field, errors_of
from tongban.doors.shared.identity.entering import assured
from tongban.doors.shared.identity.mandates import named
from tongban.doors.shared.wallets import offer_link
from tongban.doors.shared.words import said
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import now
from tongban.licences import api as licences
from tongban.people import api as people

TERMS = {
    "day": (timedelta(days=1), Text("一天", "One day")),
    "week": (timedelta(days=7), Text("七天", "Seven days")),
    "month": (timedelta(days=30), Text("三十天", "Thirty days")),
}
REFRESH = 58


@signed_in
@require_safe
def show(request: HttpRequest, licence: int) -> HttpResponse:
    """Choose what to show, then show a code that lives a minute and is renewed by itself."""
    card, found = own.card_of(request, licence)
    labels = licences.claim_labels(found)
    chosen = [name for name in request.GET.getlist("item") if name in labels]
    context: dict[str, Any] = {"card": card, "licence": found, "chosen": chosen}
    if "on" not in request.GET:
        context["claims"] = [(name, said(label)) for name, label in labels.items()]
        return render(request, "citizen/show.html", context)
    try:
        made = licences.present(licence, actor=actor(request), items=chosen)
    except Problem as problem:
        context["wrong"] = problem_words(problem)
        return render(request, "citizen/show.html", context, status=problem.status)
    address = request.build_absolute_uri(reverse("gateway:shown", kwargs={"code": made.code}))
    context |= {
        "qr": Markup(licences.qr_svg(address)),  # noqa: S704 - our own drawing
        "typed": made.grouped,
        "names": [said(labels[name]) for name in chosen],
    }
    answer = render(request, "citizen/show.html", context)
    # The browser itself asks for the next code; no script is needed.
    answer["Refresh"] = str(REFRESH)
    return answer


@signed_in
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, licence: int) -> HttpResponse:
    """Offer a licence to a wallet: a code to scan and six digits to type there."""
    card, found = own.card_of(request, licence)
    context: dict[str, Any] = {"card": card, "licence": found}
    if request.method == "POST":
        try:
            made = licences.offer(licence, actor=actor(request))
        except Problem as problem:
            context["wrong"] = problem_words(problem)
            return render(request, "citizen/take.html", context, status=problem.status)
        link = offer_link(request, made)
        context |= {
            "qr": Markup(licences.qr_svg(link)),  # noqa: S704 - our own drawing
            "link": link,
            "digits": made.digits,
        }
    return render(request, "citizen/take.html", context)


@signed_in
@assured("lend")
@require_http_methods(["GET", "POST"])
def lend(request: HttpRequest, licence: int) -> HttpResponse:
    """Let somebody use a licence for something, until a day."""
    card, found = own.card_of(request, licence)
    typed = {
        name: request.POST.get(name, "").strip()[:200]
        for name in ("number", "name", "cause", "term")
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _lent(request, found, typed)
        if not errors:
            return redirect("citizen:authorisations")
    fields = [
        Field("number", _("对方的身份号码"), "idno", value=typed["number"], error=errors.get("number", "")),
        Field("name", _("对方的姓名"), "string", value=typed["name"], error=errors.get("name", ""),
              hint=_("和号码一起核对，对得上才能办。")),
        Field("cause", _("让对方用来做什么"), "string", value=typed["cause"], error=errors.get("cause", ""),
              hint=_("一句话，例如：替孩子办落户。")),
        _term(typed["term"], errors.get("term", "")),
    ]  # fmt: skip
    context = {"card": card, "licence": found, "fields": fields, "errors": errors_of(fields)}
    return render(request, "citizen/lend.html", context, status=400 if errors else 200)


def _term(value: str, error: str) -> Field:
    choices = tuple(
        Choice(key, said(words), key == (value or "day")) for key, (_d, words) in TERMS.items()
    )
    return Field("term", _("多久"), "enum", value=value or "day", error=error, choices=choices)


def _lent(request: HttpRequest, found: licences.Licence, typed: dict[str, str]) -> dict[str, str]:
    """Write the permission; return what is wrong with what was typed."""
    if typed["term"] not in TERMS:
        return {"term": _("请选一个期限。")}
    other, wrong = named(request, me(request))
    if other is None:
        return wrong
    try:
        licences.authorise(
            found.id,
            grantee=other.id,
            matter="*",
            cause=typed["cause"],
            until=now() + TERMS[typed["term"]][0],
            actor=actor(request),
        )
    except Problem as problem:
        return {"cause": problem_words(problem)}
    return {}


@signed_in
@require_safe
def authorisations(request: HttpRequest) -> HttpResponse:
    """Show who asks, who may, and what others let the person use."""
    return _authorisations(request)


def _authorisations(request: HttpRequest, wrong: str = "") -> HttpResponse:
    who = actor(request)
    holders = [me(request), *(one for several in wards(request).values() for one in several)]
    every = [one for holder in holders for one in licences.authorisations(actor=who, holder=holder)]
    lent = licences.lent(actor=who)
    names = people.parties({side for one in (*every, *lent) for side in (one.grantee, one.holder)})
    book = catalogue.book()
    rows = [_row(one, names, book) for one in every]
    context = {
        "asked": [row for row in rows if row["status"] == "asked"],
        "given": [row for row in rows if row["live"]],
        "past": [row for row in rows if row["status"] != "asked" and not row["live"]],
        "lent": [_row(one, names, book) for one in lent],
        "terms": [(key, said(words)) for key, (_d, words) in TERMS.items()],
        "wrong": wrong,
        "kinds": sorted(
            ((one.id, said(one.name)) for one in book.licences.values() if one.kind == "licence"),
            key=lambda pair: pair[1],
        ),
    }
    return render(request, "citizen/authorisations.html", context, status=400 if wrong else 200)


def _row(one: licences.Authorisation, names: dict[int, people.Party], book: Book) -> dict[str, Any]:
    kind = book.licences.get(one.kind)
    service = book.services.get(one.matter) or book.events.get(one.matter)
    live = one.status == "granted" and one.until is not None and one.until > now()
    return {
        "id": one.id,
        "title": said(kind.name) if kind else one.kind,
        "who": names[one.grantee].name if live or one.status == "asked" else names[one.grantee].masked_name,
        "holder": names[one.holder].masked_name,
        "cause": one.cause,
        "matter": said(service.name) if service else "",
        "status": one.status,
        "live": live,
        "until": one.until,
        "at": one.ended_at or one.decided_at or one.asked_at,
    }  # fmt: skip


@signed_in
@require_POST
def answer(request: HttpRequest, authorisation: int) -> HttpResponse:
    """Answer what somebody asked for, or take back what was allowed."""
    who, doing = actor(request), request.POST.get("do", "")
    try:
        if doing == "withdraw":
            licences.withdraw(authorisation, actor=who)
        else:
            term = TERMS.get(request.POST.get("term", ""), TERMS["day"])[0]
            licences.answer(authorisation, granted=doing == "grant", until=now() + term, actor=who)
    except Problem as problem:
        return _authorisations(request, problem_words(problem))
    return redirect("citizen:authorisations")


@signed_in
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody for the use of a licence; whether they have one stays unsaid."""
    form = {
        name: request.POST.get(name, "").strip()[:200]
        for name in ("number", "kind", "cause", "matter")
    }
    try:
        other = people.find(people.check_number(form["number"]))
        if other is not None:
            licences.ask_for(
                holder=other.id,
                kind=form["kind"],
                matter=form["matter"] or "*",
                cause=form["cause"],
                actor=actor(request),
            )
    except Problem as problem:
        return _authorisations(request, problem_words(problem))
    return redirect(f"{reverse('citizen:authorisations')}?sent=1")


@signed_in
@require_safe
def borrowed(request: HttpRequest, authorisation: int) -> HttpResponse:
    """Show a licence that somebody lets the person use; its holder sees that it was looked at."""
    who = actor(request)
    given = next((one for one in licences.lent(actor=who) if one.id == authorisation), None)
    words = given.cause if given else ""
    found = licences.borrowed(authorisation, purpose=own_purpose(words), actor=who)
    holder = people.party(found.holder)
    card = own.as_card(found, catalogue.book(), holder.masked_name)
    context = {"card": card, "until": given.until if given else None, "cause": words}
    return render(request, "citizen/borrowed.html", context)


@signed_in
@require_safe
def uses(request: HttpRequest) -> HttpResponse:
    """List every use of the person's licences: who, what for, in which case, what was seen."""
    return render(request, "citizen/uses.html", {"lines": used.lines(me(request))})
