"""Acting in one's case (办理中的事): answering a notice, and whatever the law lets one ask for."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongban.cases import api as cases
from tongban.cases.views import Case, Upload
from tongban.catalogue import api as catalogue
from tongban.doors.citizen import asking
from tongban.doors.citizen.views import actor, handed_in, problem_words
from tongban.doors.shared import papers
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.doings import DOINGS
from tongban.doors.shared.fields import Field, errors_of, field_of, read
from tongban.doors.shared.given import Given, typed, wrong
from tongban.doors.shared.words import said
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now

BOTH = ["GET", "POST"]
MATERIAL = "material:"


@signed_in
@require_safe
def paper(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """Hand out a paper of one's case as a signed PDF (文书)."""
    content = cases.paper(number, no=no, actor=actor(request))
    return papers.shown(content, "application/pdf", name=f"{number}-{no}")


@signed_in
@require_http_methods(BOTH)
def act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do what can be done with a case now, after a page that says what it means."""
    found, wanted = cases.case(number, actor=actor(request)), DOINGS.get(act)
    if wanted is None or wanted.counter:
        raise Http404
    if not wanted.possible(found, city_date(now())):
        return redirect("citizen:case", number=number)
    given = Given(request.POST)
    fields = typed(wanted.fields(found), given)
    names, problem = {each.name for each in fields}, ""
    if request.method == "POST":
        told = wrong(fields, given)
        try:
            if told == fields:
                there = wanted.do(found, given, _uploads(request, names), actor(request))
                return redirect("citizen:case", number=there or number)
        except Problem as bad:
            problem = problem_words(bad)
        fields = told
    errors = errors_of(fields) + [("#main", problem)] * bool(problem)
    context = {
        "c": found, "doing": wanted, "fields": fields, "errors": errors,
        "upload": any(each.type == "file" for each in fields),
    }  # fmt: skip
    return render(request, "citizen/act.html", context, status=400 if errors else 200)


def _uploads(request: HttpRequest, asked: Collection[str]) -> list[Upload]:
    """Read the files of a form, of those fields alone that were asked."""
    return [
        Upload(
            upload.name or "",
            papers.content_of(upload),
            material_no=int(key.partition(":")[2]) if key.startswith(MATERIAL) else 0,
            ref="" if key.startswith(MATERIAL) else key,
        )
        for key, upload in handed_in(request)
        if key in asked
    ]


@signed_in
@require_http_methods(BOTH)
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Ask only what the notice named, with its reasons."""
    found = cases.case(number, actor=actor(request))
    if found.notice is None or not found.notice.open:
        return redirect("citizen:case", number=number)
    errors: dict[str, str] = {}
    typed: dict[str, Any] = {}
    fields = _gap_fields(found, typed, errors)
    if request.method == "POST":
        kinds = catalogue.book().kinds
        for field in fields:
            if field.type != "file":
                kind = kinds[field.name.rpartition(".")[2]]
                typed[field.name] = read(kind, request.POST, field.name)
        if _supplement(request, found, typed, errors):
            return redirect("citizen:case", number=number)
        fields = _gap_fields(found, typed, errors)
    context = {
        "c": found, "fields": fields, "notice": found.notice,
        "errors": errors_of(fields) + [("#main", w) for k, w in errors.items() if k == ""],
    }  # fmt: skip
    return render(
        request, "citizen/supplement.html", context, status=400 if context["errors"] else 200
    )


def _gap_fields(found: Case, typed: dict[str, Any], errors: dict[str, str]) -> list[Field]:
    """Make a field for each gap of the notice: a fact by its ref, a material by its number."""
    kinds = catalogue.book().kinds
    notice = found.notice
    if notice is None:
        return []
    fields = []
    for key, why in notice.gaps.items():
        name = said(notice.names.get(key)) or key
        if key.startswith(MATERIAL):
            fields.append(Field(key, name, "file", hint=why, error=errors.get(key, "")))
            continue
        kind = kinds.get(key.rpartition(".")[2])
        if kind is not None:
            made = field_of(kind, name=key, label=name, value=typed.get(key), error=errors.get(key))
            fields.append(replace(made, hint=why))
    return fields


def _supplement(
    request: HttpRequest, found: Case, typed: dict[str, Any], errors: dict[str, str]
) -> bool:
    asked = found.notice.gaps if found.notice else ()
    uploads = _uploads(request, asked)
    answers = {ref: value for ref, value in typed.items() if value is not None}
    try:
        cases.supplement(found.number, actor=actor(request), answers=answers, attachments=uploads)
    except cases.AnswersWrong as wrong:
        errors |= asking.errors_said(wrong.errors)
    except Problem as problem:
        errors[""] = problem_words(problem)
    else:
        return True
    return False
