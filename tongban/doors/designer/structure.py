"""Reorganisations in the designer's door (机构改革): drafted by forms, previewed whole, taken back.

A reorganisation is a draft like any other: whoever writes it does not approve it. What it touches
is counted before; on its day the worker carries it out, and this page shows how far it is.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.editing import changed
from tongban.catalogue.domain.yamlread import read
from tongban.catalogue.domain.yamltext import write
from tongban.doors.designer.reforms import FIRST, KINDS, LEVEL_WORDS, SECOND, Form, lists
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.kernel import time
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.oversight import structure

STATES = {
    "coming": (Text("还没到日子", "To come"), "info"),
    "in_force": (Text("已施行", "In force"), "held"),
    "taken_back": (Text("已撤回", "Taken back"), ""),
}
PARTS = {
    "posts": Text("岗位", "Posts"),
    "agreements": Text("共享协议", "Agreements"),
    "cases": Text("在办件", "Open cases"),
    "demands": Text("在办诉求", "Open demands"),
}
FILE = "reorganisation"


@require_safe
@post(DESIGNER, SUPERVISOR)
def every(request: StaffRequest) -> HttpResponse:
    """List reorganisations with how each stands, and how far the newest is carried out."""
    actor = request.seat.actor()
    found = sorted(catalogue.reforms().values(), key=lambda one: one.since, reverse=True)
    drafts = [
        one
        for one in catalogue.open_drafts(actor=actor)
        if any(name.startswith(f"{FILE}-") for name in one.files)
    ]
    context = {
        "seat": request.seat,
        "reforms": [(one, *STATES[structure.standing(one)]) for one in found],
        "progress": structure.progress(),
        "parts": PARTS,
        "drafts": drafts,
        "today": time.city_date(time.now()),
    }
    return render(request, "designer/structures.html", context)


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def new(request: StaffRequest) -> HttpResponse:
    """Ask what changes, who it concerns and which powers; the last page makes or extends the draft."""
    actor = request.seat.actor()
    form = Form.of(request.POST if request.method == "POST" else request.GET)
    sent, wrong = request.method == "POST", dict[str, str]()
    if sent and "back" in request.POST:
        form = form.before()
    elif sent and not (wrong := form.wrong()) and (form := form.after()).is_whole:
        draft = _kept(form, actor)
        return redirect("designer:structure-draft", draft=draft)
    book = catalogue.book()
    context = {
        "seat": request.seat,
        "form": form,
        "wrong": wrong,
        "agencies": lists(book),
        "powers": form.powers_of(book),
        "districts": book.districts,
        "laws": sorted(book.laws),
        "kinds": KINDS,
        "levels": LEVEL_WORDS,
        "first": FIRST,
        "second": SECOND,
    }
    return render(request, "designer/structure-new.html", context)


@require_safe
@post(DESIGNER, SUPERVISOR)
def draft(request: StaffRequest, draft: int) -> HttpResponse:
    """Show what the reorganisations of a draft would touch, and what happens to each."""
    actor, outlook, errors = request.seat.actor(), None, []
    try:
        found = catalogue.the_draft(draft, actor=actor)
        outlook = structure.preview_draft(draft, actor=actor)
    except catalogue.UnknownDraft:
        raise Http404 from None
    except catalogue.DefinitionsWrong as fault:
        errors = [one.message for one in fault.detail]
    context = {
        "seat": request.seat,
        "draft": found,
        "outlook": outlook,
        "errors": errors,
        "largest": max((one.count for one in outlook.touched), default=0) if outlook else 0,
    }
    return render(request, "designer/structure.html", context)


@require_POST
@post(DESIGNER)
def act(request: StaffRequest, reform: str, act: str) -> HttpResponse:
    """Draft that a reorganisation is taken back from today, or begins on another day."""
    if reform not in catalogue.reforms() or act not in ("back", "date"):
        raise Http404
    today = time.city_date(time.now()).isoformat()
    wanted = today if act == "back" else request.POST.get("since", "")
    edits: dict[tuple[str | int, ...], str] = {
        ("version",): today,
        ("taken_back" if act == "back" else "since",): wanted,
    }
    text = changed(catalogue.source("reorganisation", reform), edits)
    words = _("撤回：%(name)s") if act == "back" else _("改日期：%(name)s")
    title = words % {"name": catalogue.reforms()[reform].name.in_(language())}
    try:
        made = catalogue.save_draft(
            {f"{FILE}-{reform}.yaml": text}, title=title, actor=request.seat.actor()
        )
    except Problem as problem:
        raise Http404(problem.said(language())) from problem
    return redirect("designer:structure-draft", draft=made.id)


def _kept(form: Form, actor: Any) -> int:
    """Keep what the form says: a draft of its own, or one more change of the draft it belongs to."""
    said: Mapping[str, Any] = form.said()
    if not form.draft:
        name = f"{FILE}-{said['reorganisation']}.yaml"
        return catalogue.save_draft({name: write(said)}, title=form.values["name"], actor=actor).id
    standing = catalogue.draft_files(form.draft, actor=actor)
    name = next(each for each in standing if each.startswith(f"{FILE}-"))
    before = dict(read(standing[name]).value)
    before["changes"] = [*before["changes"], *said["changes"]]
    if said.get("agencies"):
        before["agencies"] = {**before.get("agencies", {}), **said["agencies"]}
    return catalogue.save_draft({**standing, name: write(before)}, draft=form.draft, actor=actor).id
