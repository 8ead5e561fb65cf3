"""Filling in (填写): a few questions on a page, kept as they are typed, files handed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.cases import api as cases
from tongban.cases.files import LARGEST
from tongban.cases.views import Form
from tongban.doors.citizen import asking, screens
from tongban.doors.citizen.asking import Set, Typed
from tongban.doors.citizen.views import actor, handed_in, problem_words
from tongban.doors.shared import papers
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import errors_of
from tongban.doors.shared.words import moment, said
from tongban.kernel.problems import Problem
from tongban.kernel.time import now

TELLING = (2, 4)  # the steps that show what is known and what is handed in
MOST_PAGES = 3  # digits of a page's number


@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask what nobody else can answer, a few questions on a page; one with large letters."""
    form, away = opened(request, draft)
    if away:
        return away
    typed = None
    number = _number(request)
    if request.method == "POST":
        typed = Typed(asking.read_questions(asking.questions(form), request.POST))
        typed.answers |= asking.read_offers(form.offers, request.POST)
        fill(request, draft, typed)
        _attach(request, draft, form, typed)
        form = cases.form(draft, actor=actor(request))
    sets = screens.sets_of(form, typed)
    pages = screens.screens(sets, large=is_large(request))
    number = min(number, len(pages))
    if typed is not None and not typed.errors:
        return redirect(_after(request, draft, number, len(pages)))
    context = _context(request, form, sets, pages[number - 1]) | {
        "number": number,
        "pages": len(pages),
        "offers": form.offers if number == 1 else (),
    }
    return render(request, "citizen/ask.html", context, status=status_of(context))


@signed_in
@require_POST
def save(request: HttpRequest, draft: int) -> HttpResponse:
    """Keep what has been typed so far (自动保存); what is not yet right is left for the page."""
    form, away = opened(request, draft)
    if away:
        return JsonResponse({"saved": ""}, status=409)
    answers = asking.read_questions(asking.questions(form), request.POST)
    answers |= asking.read_offers(form.offers, request.POST)
    wrong: list[str] = []
    try:
        cases.fill(draft, answers, actor=actor(request))
    except cases.AnswersWrong as bad:
        wrong = sorted(bad.errors)
    return JsonResponse({"saved": moment(now()), "wrong": wrong})


@signed_in
@require_POST
def remove_file(request: HttpRequest, draft: int, file: int) -> HttpResponse:
    """Take a file back out; what was typed beside it stays."""
    form, away = opened(request, draft)
    if away:
        return away
    fill(request, draft, Typed(asking.read_questions(asking.questions(form), request.POST)))
    cases.detach(draft, file, actor=actor(request))
    return redirect(f"{reverse('citizen:ask', kwargs={'draft': draft})}?n={_number(request)}")


@signed_in
def file(request: HttpRequest, file: int) -> HttpResponse:
    """Show a file to the person who handed it in."""
    found, content = cases.attachment(file, actor=actor(request))
    return papers.shown(content, found.type, name=f"file-{file}")


def opened(request: HttpRequest, draft: int) -> tuple[Form, HttpResponse | None]:
    """Return the form, and where to go instead when it has been handed in."""
    form = cases.form(draft, actor=actor(request))
    if form.draft.application is not None:
        return form, redirect("citizen:application", application=form.draft.application)
    return form, None


def frame(form: Form, step: int) -> dict[str, Any]:
    """Return what every step of a draft shows: its title, its step, warnings, silent offices."""
    warnings = [said(each.words) for each in form.plan.findings if each.level != "note"]
    return {
        "form": form,
        "draft": form.draft,
        "title": said(form.draft.title),
        "step": step,
        "warnings": warnings if step in TELLING else [],
        "silent": [said(one.name) for one in form.offices if one.is_silent],
    }


def fill(request: HttpRequest, draft: int, typed: Typed) -> None:
    """Give the answers to the face; good ones are kept, the others come back with words."""
    if not typed.answers:
        return
    try:
        cases.fill(draft, typed.answers, actor=actor(request))
        # What was said may have brought in services that other agencies know about.
        cases.gather(draft, actor=actor(request))
    except cases.AnswersWrong as wrong:
        typed.errors |= asking.errors_said(wrong.errors)


def is_large(request: HttpRequest) -> bool:
    """Whether the person chose large letters, and so one question on a page."""
    return request.COOKIES.get("big") == "1"


def status_of(context: dict[str, Any]) -> int:
    """Return the status of a page: 400 where something has to be put right."""
    return 400 if context["errors"] else 200


def _context(
    request: HttpRequest, form: Form, sets: list[Set], page: screens.Screen
) -> dict[str, Any]:
    return frame(form, 3) | {
        "sets": page,
        "count": sum(len(each.fields) for each in sets),
        "files": sum(u.field.required for each in sets for u in each.uploads),
        "errors": errors_of(screens.fields_of(page)),
        "held": len(form.held),
        "back_to_check": "to" in request.GET or "to" in request.POST,
        "limit": LARGEST,
    }


def _number(request: HttpRequest) -> int:
    """Return which page of the form this is, counted from one."""
    asked = request.POST.get("n") or request.GET.get("n") or "1"
    return max(int(asked), 1) if asked.isdecimal() and len(asked) <= MOST_PAGES else 1


def _after(request: HttpRequest, draft: int, number: int, pages: int) -> str:
    if request.POST.get("later"):
        return reverse("citizen:mine")
    if number < pages and "to" not in request.POST:
        return f"{reverse('citizen:ask', kwargs={'draft': draft})}?n={number + 1}"
    return reverse("citizen:check", kwargs={"draft": draft})


def _attach(request: HttpRequest, draft: int, form: Form, typed: Typed) -> None:
    wanted = {f"{m.service}:{m.no}": (m.service, m.no) for m in form.materials}
    refs = {q.ref for q in asking.questions(form) if q.kind.type == "file"}
    for name, upload in handed_in(request):
        if name not in wanted and name not in refs:
            continue
        service, no = wanted.get(name, ("", 0))
        try:
            cases.attach(
                draft,
                name=upload.name or _("照片"),
                content=papers.content_of(upload),
                actor=actor(request),
                service=service,
                material_no=no,
                ref=name if name in refs else "",
            )
        except Problem as bad:
            typed.errors[name] = problem_words(bad)
