"""After handing in (交件之后): progress, the slip to print, and a supplement brought to the window."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.cases import api as cases
from tongban.cases.problems import AnswersWrong
from tongban.cases.views import Application, Case, Upload
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.doors.shared import fields, papers
from tongban.doors.shared.doings import DOINGS, possible
from tongban.doors.shared.fields import Field
from tongban.doors.shared.given import Given, typed, wrong
from tongban.doors.shared.words import language, said
from tongban.doors.window import counter, places
from tongban.doors.window.bound import WindowRequest, in_person, with_person
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.kernel.time import city_date, now
from tongban.licences import api as licences

MATERIAL = "material:"


@require_safe
@with_person
def application(request: WindowRequest, application: int) -> HttpResponse:
    """Show how far an application is, matter by matter."""
    found = _application(request, application)
    filed = {each.case: _case(request, each.number) for each in found.matters if each.number}
    today = city_date(now())
    context = counter.person_pane(request, catalogue.book()) | {
        "application": found,
        "stages": stages(found),
        "doings": {id_: possible(each, today, counter=True) for id_, each in filed.items()},
        "papers": {id_: cases.papers(id_, actor=request.at.actor) for id_ in filed},
    }
    return render(request, "window/application.html", context)


@require_safe
@in_person
def paper(request: WindowRequest, number: str, no: int) -> HttpResponse:
    """Print a paper of a case for the person (文书)."""
    _case(request, number)
    content = cases.paper(number, no=no, actor=request.at.actor)
    return papers.shown(content, "application/pdf", name=f"{number}-{no}")


@require_http_methods(["GET", "POST"])
@with_person
def act(request: WindowRequest, number: str, act: str) -> HttpResponse:
    """Do for the person what they can do with their case, at their word (窗口代办)."""
    case, wanted = _case(request, number), DOINGS.get(act)
    if wanted is None:
        raise Http404
    places.ensure_granted(request, [case.service.id], catalogue.book())
    if not wanted.possible(case, city_date(now())):
        return redirect("window:application", case.application)
    given = Given(request.POST)
    shown = typed(wanted.fields(case), given)
    names, problem = {each.name for each in shown}, ""
    if request.method == "POST":
        told = wrong(shown, given)
        try:
            if told == shown:
                wanted.do(case, given, _uploads(request, names), request.at.actor)
                return redirect("window:application", case.application)
        except Problem as bad:
            problem = bad.said(language())
        shown = told
    summary = fields.errors_of(shown) + [("main", problem)] * bool(problem)
    context = counter.person_pane(request, catalogue.book()) | {
        "case": case,
        "doing": wanted,
        "fields": shown,
        "summary": summary,
    }
    return render(request, "window/act.html", context, status=400 if summary else 200)


@require_http_methods(["GET", "POST"])
@in_person
def confirm(request: WindowRequest, confirmation: int) -> HttpResponse:
    """Read out what somebody is asked to confirm, and take their answer (代为确认)."""
    actor = request.at.actor
    try:
        found = cases.confirmation(confirmation, actor=actor)
    except Problem as problem:
        raise Http404 from problem
    reason = request.POST.get("reason", "").strip()
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "decline":
                cases.decline(confirmation, reason=reason, actor=actor)
            else:
                cases.confirm(confirmation, actor=actor)
        except Problem as problem:
            error = problem.said(language())
        else:
            return redirect("window:person")
    label = said(Text("为什么不同意", "Why not"))
    field = Field("reason", label, "text", value=reason, error=error, required=False)
    context = counter.person_pane(request, catalogue.book()) | {
        "one": found,
        "field": field,
        "summary": fields.errors_of([field]),
    }
    return render(request, "window/confirm.html", context, status=400 if error else 200)


def _uploads(request: WindowRequest, asked: Collection[str]) -> list[Upload]:
    """Read the files of a form, of those fields alone that were asked."""
    return [
        Upload(file.name or "", papers.content_of(file), material_no=int(key[len(MATERIAL) :]))
        for key, file in request.FILES.items()
        if key in asked and key.startswith(MATERIAL) and not isinstance(file, list)
    ]


@require_safe
@with_person
def slip(request: WindowRequest, application: int) -> HttpResponse:
    """Show the receipt as a page that prints (受理回执)."""
    found = _application(request, application)
    context = counter.person_pane(request, catalogue.book()) | {
        "application": found,
        "stages": stages(found),
    }
    return render(request, "window/slip.html", context)


@require_safe
@with_person
def pdf(request: WindowRequest, application: int) -> HttpResponse:
    """Hand out the receipt as PDF."""
    _application(request, application)
    content = cases.receipt(application, actor=request.at.actor, language=language())
    return papers.shown(content, "application/pdf", name="receipt")


@require_http_methods(["GET", "POST"])
@with_person
def supplement(request: WindowRequest, number: str) -> HttpResponse:
    """Take what the person brings after a notice: only what the notice named."""
    case = _case(request, number)
    places.ensure_granted(request, [case.service.id], catalogue.book())
    if case.notice is None or not case.notice.open:
        return redirect("window:application", case.application)
    errors: dict[str, Text] = {}
    answers: dict[str, Any] = {}
    if request.method == "POST":
        answers, uploads = _brought(request, case)
        try:
            cases.supplement(number, answers=answers, attachments=uploads, actor=request.at.actor)
        except AnswersWrong as wrong:
            errors = dict(wrong.errors)
        except Problem as problem:
            errors = {"": Text(problem.said("zh"), problem.said("en"))}
        else:
            return redirect("window:application", case.application)
    book = catalogue.book()
    shown = _gaps(case, answers, errors, book)
    context = counter.person_pane(request, book) | {
        "case": case,
        "gaps": shown,
        "summary": [("main", said(errors[""]))] if "" in errors else fields.errors_of(shown),
    }
    return render(request, "window/supplement.html", context, status=400 if errors else 200)


def stages(application: Application) -> list[tuple[int, list[Any]]]:
    """Group the matters of an application by stage, in order."""
    found: dict[int, list[Any]] = {}
    for matter in application.matters:
        found.setdefault(matter.stage, []).append(matter)
    return sorted(found.items())


def _application(request: WindowRequest, application: int) -> Application:
    try:
        found = cases.application(application, actor=request.at.actor)
    except Problem as problem:
        raise Http404 from problem
    if found.applicant != request.at.party.id:
        raise Http404
    return found


def _case(request: WindowRequest, number: str) -> Case:
    try:
        found = cases.case(number, actor=request.at.actor)
    except Problem as problem:
        raise Http404 from problem
    if found.applicant != request.at.party.id:
        raise Http404
    return found


def _brought(request: WindowRequest, case: Case) -> tuple[dict[str, Any], list[Upload]]:
    """Read what was typed and handed over, by the keys of the notice."""
    kinds = catalogue.book().kinds
    answers: dict[str, Any] = {}
    uploads: list[Upload] = []
    for key in case.notice.gaps if case.notice else ():
        file = request.FILES.get(key)
        kind = kinds.get(key.rpartition(".")[2])
        if file is not None:
            number = int(key[len(MATERIAL) :]) if key.startswith(MATERIAL) else 0
            ref = "" if number else key
            content = papers.content_of(file)
            uploads.append(Upload(file.name or "", content, material_no=number, ref=ref))
        elif kind is not None and kind.type != "file":
            value = fields.read(kind, request.POST, key)
            if value is not None:
                answers[key] = value
    return answers, uploads


def _gaps(case: Case, answers: dict[str, Any], errors: dict[str, Text], book: Book) -> list[Field]:
    kinds = book.kinds
    shown = []
    for key, why in case.notice.gaps.items() if case.notice else ():
        name = case.notice.names.get(key, Text(key)) if case.notice else Text(key)
        kind = kinds.get(key.rpartition(".")[2])
        if kind is None or key.startswith(MATERIAL):
            field = Field(name=key, label=said(name), type="file", hint=why)
        else:
            field = fields.field_of(
                kind, name=key, label=name, value=answers.get(key), error=errors.get(key)
            )
        shown.append(replace(field, hint=why))
    return shown


@require_safe
@in_person
def licence(request: WindowRequest, licence: int) -> HttpResponse:
    """Print a licence of the person at the window (打印证照); they see that it was printed."""
    at = request.at
    held = licences.held_by([at.party.id], purpose=at.purpose, actor=at.actor)
    found = next((one for one in held if one.id == licence), None)
    if found is None:
        raise Http404
    address = request.build_absolute_uri(
        reverse("gateway:verify", kwargs={"token": licences.token(found)})
    )
    content = licences.sheet(found, url=address)
    return papers.shown(content, "application/pdf", name="licence")
