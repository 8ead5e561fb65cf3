"""From a wish to one submission (填报): situation, what we know, what we ask, check, submit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.cases import api as cases
from tongban.cases.views import Form, Question
from tongban.catalogue import api as catalogue
from tongban.doors.citizen import asking, present
from tongban.doors.citizen.asking import Set, Typed
from tongban.doors.citizen.views import actor, handed_in, me, problem_words, wards
from tongban.doors.shared import papers
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.fields import Field
from tongban.doors.shared.words import said
from tongban.kernel.problems import Problem

TELLING = (2, 4)  # the steps that show what is known and what is handed in
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
        draft = cases.start(goal=goal, applicant=me(request), actor=actor(request))
        cases.gather(draft.id, actor=actor(request))
        return redirect("citizen:draft", draft=draft.id)
    begun = [d for d in cases.drafts(me(request), actor=actor(request)) if d.goal == (goal,)]
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
    answered = any(q.answer is not None for group in form.groups for q in group.questions)
    return redirect("citizen:ask" if answered else "citizen:situation", draft=draft)


@signed_in
@require_http_methods(BOTH)
def situation(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask what decides which services are needed, and who takes part."""
    form, away = _open(request, draft)
    if away:
        return away
    if not form.deciding and not form.parties:
        return redirect("citizen:known", draft=draft)
    typed = None
    if request.method == "POST":
        typed = Typed(asking.read_questions(form.deciding, request.POST))
        typed.answers |= asking.read_parties(form.parties, request.POST)
        _fill(request, draft, typed)
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
    context = _frame(form, 1) | {"fields": fields, "parties": parties, "errors": _errors(every)}
    return render(request, "citizen/situation.html", context, status=_status(context))


@signed_in
def known(request: HttpRequest, draft: int) -> HttpResponse:
    """Show what the state already holds, each with its source, before anything is asked."""
    form, away = _open(request, draft)
    if away:
        return away
    roles: dict[str, list[Any]] = {}
    for held in form.held:
        roles.setdefault(said(held.role), []).append(held)
    book = catalogue.book(form.draft.on)
    may = wards(request)
    theirs = {"applicant", *(role.id for role in book.roles.values() if role.relation in may)}
    context = _frame(form, 2) | {
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
def ask(request: HttpRequest, draft: int) -> HttpResponse:
    """Ask what nobody else can answer, all in one form; with large letters one at a time."""
    form, away = _open(request, draft)
    if away:
        return away
    typed = None
    screen = _screen(request)
    if request.method == "POST":
        typed = Typed(asking.read_questions(asking.questions(form), request.POST))
        typed.answers |= asking.read_offers(form.offers, request.POST)
        _fill(request, draft, typed)
        _attach(request, draft, form, typed)
        if not typed.errors:
            if request.POST.get("later"):
                return redirect("citizen:mine")
            return redirect(_after(form, draft, screen))
        form = cases.form(draft, actor=actor(request))
    sets = _sets(form, typed)
    count = sum(len(each.fields) for each in sets)
    files = sum(u.field.required for each in sets for u in each.uploads)
    total = count + sum(len(each.uploads) for each in sets)
    if screen is not None:
        sets = _only(sets, screen)
    every = [f for each in sets for f in (*each.fields, *(u.field for u in each.uploads))]
    context = _frame(form, 3) | {
        "sets": sets, "count": count, "files": files, "total": total, "screen": screen,
        "errors": _errors(every), "held": len(form.held),
        "offers": form.offers if screen in (None, 0) else (),
    }  # fmt: skip
    return render(request, "citizen/ask.html", context, status=_status(context))


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
    context = _frame(form, 4) | {
        "groups": [(said(g.title), g.questions) for g in form.groups if g.questions],
        "parties": [p for p in form.parties if p.number or p.given_name],
        "handed": [m for m in form.materials if m.state == "asked" or m.attachments],
        "stages": present.stages(form.plan, book),
        "agencies": [said(book.agencies[a].name) for a in form.plan.agencies if a in book.agencies],
        "days_words": present.days(form.plan),
        "errors": [(_where(form, draft, ref), words) for ref, words in missing.items()],
        "open": len(form.missing),
        "confirmations": cases.confirmations(actor=who, draft_id=draft),
        "offers": [one for one in form.offers if one.chosen],
    }
    return render(request, "citizen/check.html", context, status=_status(context))


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


@signed_in
@require_POST
def remove_file(request: HttpRequest, draft: int, file: int) -> HttpResponse:
    """Take a file back out."""
    cases.detach(draft, file, actor=actor(request))
    return redirect("citizen:ask", draft=draft)


@signed_in
def file(request: HttpRequest, file: int) -> HttpResponse:
    """Show a file to the person who handed it in."""
    found, content = cases.attachment(file, actor=actor(request))
    return papers.shown(content, found.type, name=f"file-{file}")


def _open(request: HttpRequest, draft: int) -> tuple[Form, HttpResponse | None]:
    """Return the form, and where to go instead when it has been handed in."""
    form = cases.form(draft, actor=actor(request))
    if form.draft.application is not None:
        return form, redirect("citizen:application", application=form.draft.application)
    return form, None


def _frame(form: Form, step: int) -> dict[str, Any]:
    warnings = [said(each.words) for each in form.plan.findings if each.level != "note"]
    return {
        "form": form,
        "draft": form.draft,
        "title": said(form.draft.title),
        "step": step,
        "warnings": warnings if step in TELLING else [],
        "silent": [said(one.name) for one in form.offices if one.is_silent],
    }


def _found(form: Form) -> list[present.Line]:
    """List the materials nobody is asked for, each once however many services want it."""
    lines = [
        present.Line(said(m.name), source=said(m.source))
        for m in form.materials
        if m.state == "found"
    ]
    return list(dict.fromkeys(lines))


def _fill(request: HttpRequest, draft: int, typed: Typed) -> None:
    """Give the answers to the face; good ones are kept, the others come back with words."""
    if not typed.answers:
        return
    try:
        cases.fill(draft, typed.answers, actor=actor(request))
        # What was said may have brought in services that other agencies know about.
        cases.gather(draft, actor=actor(request))
    except cases.AnswersWrong as wrong:
        typed.errors |= asking.errors_said(wrong.errors)


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
                name=upload.name or "",
                content=papers.content_of(upload),
                actor=actor(request),
                service=service,
                material_no=no,
                ref=name if name in refs else "",
            )
        except Problem as bad:
            typed.errors[name] = problem_words(bad)


def _sets(form: Form, typed: Typed | None) -> list[Set]:
    book = catalogue.book(form.draft.on)
    sets = [
        Set(
            said(group.title),
            tuple(asking.question_field(q, typed) for q in group.questions if not _is_file(q)),
            tuple(asking.question_upload(q, typed) for q in group.questions if _is_file(q)),
        )
        for group in form.groups
        if group.questions
    ]
    for state, title in (("asked", _("要交的材料")), ("optional", _("有就交的材料"))):
        uploads = tuple(
            asking.upload_field(m, said(book.services[m.service].name), typed)
            for m in form.materials
            if m.state == state
        )
        if uploads:
            sets.append(Set(title, uploads=uploads))
    return sets


def _is_file(question: Question) -> bool:
    return question.kind.type == "file"


def _screen(request: HttpRequest) -> int | None:
    """With large letters one question a screen: say which one, counted from nought."""
    if request.COOKIES.get("big") != "1":
        return None
    asked = request.GET.get("n", "1")
    return max(int(asked) - 1, 0) if asked.isdecimal() and len(asked) < 4 else 0  # noqa: PLR2004


def _only(sets: list[Set], screen: int) -> list[Set]:
    flat = [
        *(Set(s.title, (f,)) for s in sets for f in s.fields),
        *(Set(s.title, (), (u,)) for s in sets for u in s.uploads),
    ]
    return flat[screen : screen + 1] or flat[-1:]


def _after(form: Form, draft: int, screen: int | None) -> str:
    total = sum(len(g.questions) for g in form.groups)
    total += sum(1 for m in form.materials if m.state in ("asked", "optional"))
    if screen is not None and screen + 1 < total:
        return f"{reverse('citizen:ask', kwargs={'draft': draft})}?n={screen + 2}"
    return reverse("citizen:check", kwargs={"draft": draft})


def _where(form: Form, draft: int, ref: str) -> str:
    """Tell where a missing answer is given: the page and the field."""
    first = {q.ref for q in form.deciding}
    page = "situation" if ref in first or "@" in ref else "ask"
    return f"{reverse(f'citizen:{page}', kwargs={'draft': draft})}#{Field(ref, '', '').id}"


def _errors(fields: list[Field]) -> list[tuple[str, str]]:
    return [(f"#{f.id}", f.error) for f in fields if f.error]


def _status(context: dict[str, Any]) -> int:
    return 400 if context["errors"] else 200
