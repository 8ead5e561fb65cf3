"""From a wish to one submission (填报): situation, what we know, what we ask, check, submit."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.cases import api as cases
from tongban.cases.views import Form
from tongban.catalogue import api as catalogue
from tongban.doors.citizen import asking, present, screens
from tongban.doors.citizen.asking import Set, Typed
from tongban.doors.citizen.views import actor, for_whom, is_narrow, me, wards
from tongban.doors.citizen.views.filling import fill, frame, is_large, opened, status_of
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Field, errors_of
from tongban.doors.shared.words import said

BOTH = ["GET", "POST"]


@signed_in
@require_http_methods(BOTH)
def start(request: HttpRequest, goal: str) -> HttpResponse:
    """Tell what will be read and why, and begin on the person's word."""
    book = catalogue.book()
    found: Any = book.events.get(goal) or book.services.get(goal)
    if found is None:
        raise Http404
    if request.method == "POST":
        draft = cases.start(goal=goal, applicant=for_whom(request), actor=actor(request))
        cases.gather(draft.id, actor=actor(request))
        return redirect("citizen:draft", draft=draft.id)
    every = () if is_narrow(request) else cases.drafts(me(request), actor=actor(request))
    begun = [draft for draft in every if draft.goal == (goal,)]
    title = said(getattr(found, "title", None) or found.name)
    back = reverse(f"citizen:{'event' if goal in book.events else 'service'}", args=[goal])
    return render(
        request, "citizen/start.html", {"title": title, "back": back, "begun": begun, "goal": goal}
    )


@signed_in
def resume(request: HttpRequest, draft: int) -> HttpResponse:
    """Go on where the person stopped."""
    found = cases.draft(draft, actor=actor(request))
    if found.application is not None:
        return redirect("citizen:application", application=found.application)
    form = cases.form(draft, actor=actor(request))
    if not any(q.answer is not None for group in form.groups for q in group.questions):
        return redirect("citizen:situation", draft=draft)
    if not form.missing:
        return redirect("citizen:check", draft=draft)
    pages = screens.screens(screens.sets_of(form), large=is_large(request))
    return redirect(_where(form, draft, pages, form.missing[0]))


@signed_in
@require_http_methods(BOTH)
def situation(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask what decides which services are needed, and who takes part."""
    form, away = opened(request, draft)
    if away:
        return away
    if not form.deciding and not form.parties:
        return redirect("citizen:known", draft=draft)
    typed = None
    if request.method == "POST":
        typed = Typed(asking.read_questions(form.deciding, request.POST))
        typed.answers |= asking.read_parties(form.parties, request.POST)
        fill(request, draft, typed)
        form = cases.form(draft, actor=actor(request))
        open_ = {q.ref: said(q.label) for q in form.deciding if q.answer is None and q.required}
        for ref, label in open_.items():
            if ref in typed.answers:
                typed.errors.setdefault(ref, _("请回答“%(question)s”") % {"question": label})
        for key in {*form.missing} & {*typed.answers} - {*open_}:
            typed.errors.setdefault(key, _("请写明是谁。"))
        if not typed.errors and not open_:
            return redirect("citizen:known", draft=draft)
    fields = [asking.question_field(q, typed) for q in form.deciding]
    parties = [Set(said(p.role_name), tuple(asking.party_fields(p, typed))) for p in form.parties]
    every = [*fields, *(f for each in parties for f in each.fields)]
    context = frame(form, 1) | {"fields": fields, "parties": parties, "errors": errors_of(every)}
    return render(request, "citizen/situation.html", context, status=status_of(context))


@signed_in
def known(request: HttpRequest, draft: int) -> HttpResponse:
    """Show what the state already holds, each with its source, before anything is asked."""
    form, away = opened(request, draft)
    if away:
        return away
    roles: dict[str, list[Any]] = {}
    for held in form.held:
        roles.setdefault(said(held.role), []).append(held)
    book = catalogue.book(form.draft.on)
    may = wards(request)
    theirs = {"applicant", *(role.id for role in book.roles.values() if role.relation in may)}
    context = frame(form, 2) | {
        "roles": roles,
        "disputable": {h.ref for h in form.held if h.ref.partition(".")[0] in theirs},
        "found": _found(form),
        "generated": [said(m.name) for m in form.materials if m.state == "generated"],
        "back": "citizen:situation" if form.deciding or form.parties else None,
        "stages": present.stages(form.plan, book),
        "days_words": present.days(form.plan),
    }
    return render(request, "citizen/known.html", context)


@signed_in
@require_http_methods(BOTH)
def check(request: HttpRequest, draft: int) -> HttpResponse:
    """Show everything once more; handing in twice leads to the same application."""
    who = actor(request)
    found = cases.draft(draft, actor=who)
    if found.application is not None:
        return redirect("citizen:application", application=found.application)
    if request.method == "POST":
        try:
            done = cases.submit(draft, actor=who)
        except cases.NotConfirmed:
            return redirect("citizen:check", draft=draft)
        except (cases.NotReady, cases.DraftMoved):
            pass  # the page says what is open, or shows what has come in between
        else:
            there = reverse("citizen:application", kwargs={"application": done.id})
            return redirect(f"{there}?new=1")
    form = cases.form(draft, actor=who)
    book = catalogue.book(form.draft.on)
    missing = asking.unanswered(form) if request.method == "POST" else {}
    pages = screens.screens(screens.sets_of(form), large=is_large(request))
    where = partial(_where, form, draft, pages, back=True)
    context = frame(form, 4) | {
        "groups": [(said(g.title), g.questions) for g in form.groups if g.questions],
        "where": where,
        "parties": [p for p in form.parties if p.number or p.given_name],
        "handed": [m for m in form.materials if m.state == "asked" or m.attachments],
        "stages": present.stages(form.plan, book),
        "agencies": [said(book.agencies[a].name) for a in form.plan.agencies if a in book.agencies],
        "days_words": present.days(form.plan),
        "errors": [(where(ref), words) for ref, words in missing.items()],
        "open": len(form.missing),
        "confirmations": cases.confirmations(actor=who, draft_id=draft),
        "offers": [one for one in form.offers if one.chosen],
        "owed": [
            (said(book.services[one.matter.split("@")[0]].name), said(one.words))
            for one in form.fees
            if one.amount
        ],
    }
    return render(request, "citizen/check.html", context, status=status_of(context))


@signed_in
@require_http_methods(BOTH)
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask once, then throw a draft away with everything in it."""
    who = actor(request)
    found = cases.draft(draft, actor=who)
    if found.application is not None:
        return redirect("citizen:application", application=found.application)
    if request.method == "POST":
        cases.discard(draft, actor=who)
        return redirect("citizen:mine")
    return render(request, "citizen/discard.html", {"draft": found})


def _found(form: Form) -> list[present.Line]:
    """List the materials nobody is asked for, each once however many services want it."""
    lines = [
        present.Line(said(m.name), source=said(m.source))
        for m in form.materials
        if m.state == "found"
    ]
    return list(dict.fromkeys(lines))


def _where(
    form: Form, draft: int, pages: list[screens.Screen], ref: str, *, back: bool = False
) -> str:
    """Tell where an answer is given: the page and the field; with `back` it leads here again."""
    first = {q.ref for q in form.deciding}
    if ref in first or "@" in ref:
        page, query = "situation", ""
    else:
        page = "ask"
        query = f"?n={screens.page_of(ref, pages)}{'&to=check' if back else ''}"
    there = reverse(f"citizen:{page}", kwargs={"draft": draft})
    return f"{there}{query}#{Field(ref, '', '').id}"
