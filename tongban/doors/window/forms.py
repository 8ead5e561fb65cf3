"""The one form at the window (一张表单): what is known with its source, what is missing to type.

The clerk types only what nobody holds. Saving keeps every good answer; handing in keeps them too
and goes on only when nothing is open. The same form handed in twice is one application.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tongban.cases import api as cases
from tongban.cases.problems import AnswersWrong, NotReady
from tongban.cases.views import Draft, Form, Question
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared import fields, papers, sourced, veils
from tongban.doors.shared.fields import Field
from tongban.doors.shared.officers import refused
from tongban.doors.shared.words import said
from tongban.doors.window import counter, phone, places
from tongban.doors.window.bound import WindowRequest, with_person
from tongban.facts import api as facts
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

NUMBER = FactKind("party_number", Text("身份证号或统一社会信用代码", "ID number or credit code"))
NAME = FactKind("party_name", Text("姓名或名称", "Name"))
CAMERA = "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
"""The camera stands on the counter: this page alone may open it."""
OPEN = Text("还没有填。", "Not filled in yet.")


@require_POST
@with_person
def begin(request: WindowRequest) -> HttpResponse:
    """Begin a matter for the person, or go on with the one already begun."""
    goal, book = request.POST.get("goal", ""), catalogue.book()
    places.ensure_granted(request, [goal], book)
    phone.ensure_by_phone(request, (goal,), book)
    at = request.at
    for draft in cases.drafts(at.party.id, actor=at.actor):
        if draft.goal == (goal,):
            return redirect("window:form", draft.id)
    channel = "phone" if at.remote else "window"
    try:
        draft = cases.start(goal=goal, applicant=at.party.id, actor=at.actor, channel=channel)
        cases.gather(draft.id, actor=at.actor)
    except Problem as problem:
        return refused(request, Text(problem.said("zh"), problem.said("en")))
    return redirect("window:form", draft.id)


@require_http_methods(["GET", "POST"])
@with_person
def form(request: WindowRequest, draft: int) -> HttpResponse:
    """Show the form; keep what was typed; hand it in for the person."""
    begun = _begun(request, draft)
    if begun.application:
        return redirect("window:slip", begun.application)
    form = cases.form(draft, actor=request.at.actor)
    if request.method != "POST":
        return _page(request, form)
    errors = _keep(request, form)
    asked = request.POST.get("do", "save")
    if asked.startswith("detach:"):
        _detach(request, begun, asked.removeprefix("detach:"))
    if asked.startswith("unmask:"):
        return _unmask(request, form, asked.removeprefix("unmask:"), errors)
    if asked == "submit":
        return _submit(request, draft, errors)
    if errors:
        form = cases.form(draft, actor=request.at.actor)
        return _page(request, form, errors=errors, status=400)
    return HttpResponse(status=204) if asked == "keep" else redirect("window:form", draft)


def _submit(request: WindowRequest, draft: int, errors: dict[str, Text]) -> HttpResponse:
    """Hand the form in where nothing is wrong or open, else show it with what is."""
    if not errors:
        try:
            done = cases.submit(draft, actor=request.at.actor)
        except NotReady:
            errors = {}
        except cases.NotConfirmed:
            return redirect("window:form", draft)
        except Problem as problem:
            errors = {"": Text(problem.said("zh"), problem.said("en"))}
        else:
            return redirect("window:slip", done.id)
    form = cases.form(draft, actor=request.at.actor)
    return _page(request, form, errors=dict.fromkeys(form.missing, OPEN) | errors, status=400)


def _detach(request: WindowRequest, begun: Draft, key: str) -> None:
    """Take a file back out that is in this draft; another's is left alone."""
    for held in begun.attachments:
        if str(held.id) == key:
            cases.detach(begun.id, held.id, actor=request.at.actor)


def _unmask(request: WindowRequest, form: Form, key: str, errors: dict[str, Text]) -> HttpResponse:
    """Show one value the form holds whole, for a reason that the person reads afterwards."""
    held = {str(each.statement) for each in form.held if each.statement and not each.hidden}
    if key not in held or request.at.remote:
        raise Http404
    form = cases.form(form.draft.id, actor=request.at.actor)
    try:
        shown = facts.unmask(
            int(key),
            reason=request.POST.get(f"why:{key}", ""),
            purpose=request.at.purpose,
            actor=request.at.actor,
        )
    except Problem as problem:
        wrong = {"": Text(problem.said("zh"), problem.said("en"))}
        return _page(request, form, errors=errors | wrong, status=400)
    return _page(request, form, errors=errors, whole={shown.id: shown.value})


def _begun(request: WindowRequest, draft: int) -> Draft:
    """Return a draft of the person at the window, and of nobody else."""
    try:
        found = cases.draft(draft, actor=request.at.actor)
    except Problem as problem:
        raise Http404 from problem
    if found.applicant != request.at.party.id:
        raise Http404
    if not found.application:
        places.ensure_granted(request, found.goal, catalogue.book(found.on))
    return found


def _keep(request: WindowRequest, form: Form) -> dict[str, Text]:
    """Keep the answers and files that are good; return what is wrong with the others."""
    errors: dict[str, Text] = {}
    answers: dict[str, Any] = {
        question.ref: fields.read(question.kind, request.POST, question.ref)
        for question in questions(form)
        if question.kind.type != "file" and not _by_pen(request, question)
    }
    for party in form.parties:
        for key in (party.number_key, party.name_key):
            answers[key] = request.POST.get(key, "").strip() or None
    answers |= {one.ref: one.ref in request.POST for one in form.offers}
    try:
        cases.fill(form.draft.id, answers, actor=request.at.actor)
    except AnswersWrong as wrong:
        errors |= wrong.errors
    for name, target in _files(form):
        uploaded = request.FILES.get(name)
        if uploaded is None:
            continue
        try:
            cases.attach(
                form.draft.id,
                name=uploaded.name or "",
                content=papers.content_of(uploaded),
                actor=request.at.actor,
                **target,
            )
        except Problem as problem:
            errors[name] = Text(problem.said("zh"), problem.said("en"))
    return errors


def questions(form: Form) -> Iterator[Question]:
    """Yield every question of a form in its order."""
    yield from form.deciding
    for group in form.groups:
        yield from group.questions


def _by_pen(request: WindowRequest, question: Question) -> bool:
    """Whether it is signed by hand before the clerk: on the screen, or on paper that is scanned."""
    return question.kind.type == "sign" and not request.at.remote


def _files(form: Form) -> Iterator[tuple[str, dict[str, Any]]]:
    for question in questions(form):
        if question.kind.type in ("file", "sign"):
            yield question.ref, {"ref": question.ref}
    for line in form.materials:
        if line.state == "asked":
            yield f"{line.service}:{line.no}", {"service": line.service, "material_no": line.no}


def _page(
    request: WindowRequest,
    form: Form,
    *,
    errors: Mapping[str, Text] | None = None,
    whole: Mapping[int, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = errors or {}
    shown = {each.ref: _field(request, each, errors) for each in questions(form)}
    parties = [(each, _party_fields(request, each, errors)) for each in form.parties]
    book = catalogue.book(form.draft.on)
    wanted = [line for line in form.materials if line.state == "asked"]
    context = counter.person_pane(request, book) | {
        "form": form,
        "fields": shown,
        "parties": parties,
        "wanted": wanted,
        "confirmations": cases.confirmations(actor=request.at.actor, draft_id=form.draft.id),
        "found": [line for line in form.materials if line.state != "asked"],
        "held": sourced.runs(form.held),
        "veil": veils.Veil(request.at.purpose, request.at.actor, whole or {}),
        "errors": errors,
        "summary": _summary(errors, shown, parties, wanted),
        "names": {id_: book.services[id_].name for id_ in book.services},
        "stages": [
            [book.services[each.service].name for each in stage if each.service in book.services]
            for stage in form.plan.stages
        ],
    }
    response = render(request, "window/form.html", context, status=status)
    if not request.at.remote:
        response["Permissions-Policy"] = CAMERA
    return response


def _field(request: WindowRequest, question: Question, errors: Mapping[str, Text]) -> Field:
    value = question.answer
    if question.ref in errors and request.method == "POST":
        value = fields.read(question.kind, request.POST, question.ref)
    return fields.field_of(
        question.kind,
        name=question.ref,
        label=question.label,
        value=value,
        error=errors.get(question.ref),
        required=question.required,
    )


def _party_fields(request: WindowRequest, party: Any, errors: Mapping[str, Text]) -> list[Field]:
    made = []
    for key, kind, value in (
        (party.number_key, NUMBER, party.number),
        (party.name_key, NAME, party.given_name),
    ):
        if key in errors and request.method == "POST":
            value = request.POST.get(key, "")  # noqa: PLW2901 - what was typed is shown again
        made.append(
            fields.field_of(
                kind, name=key, value=value, error=errors.get(key), required=party.required
            )
        )
    return made


def _summary(
    errors: Mapping[str, Text],
    shown: Mapping[str, Field],
    parties: list[tuple[Any, list[Field]]],
    wanted: list[Any],
) -> list[tuple[str, str]]:
    """List what is wrong or open with the id of its field."""
    found = [("main", said(errors[""]))] if "" in errors else []
    found += [(f.id, _words(f.label, f.error)) for f in shown.values() if f.error]
    found += [(f.id, _words(f.label, f.error)) for _, both in parties for f in both if f.error]
    for line in wanted:
        key = f"{line.service}:{line.no}"
        if key in errors:
            found.append(
                (f"m-{line.service}-{line.no}", _words(said(line.name), said(errors[key])))
            )
    return found


def _words(label: str, error: str) -> str:
    """Say what to do about a field; of one still empty its question is enough."""
    return label if error == said(OPEN) else f"{label}　{error}"
