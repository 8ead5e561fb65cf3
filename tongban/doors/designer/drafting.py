"""The page of a draft (草稿页): what changes, whom it touches, what the tests say, who decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.cases import api as cases
from tongban.catalogue import api as catalogue
from tongban.catalogue.api import Changed, Draft
from tongban.catalogue.domain.differences import say
from tongban.doors.designer import work
from tongban.doors.designer.editor.sayings import Said, said_of
from tongban.doors.designer.editor.sections import section_of
from tongban.doors.designer.editor.shapes import inside_of, is_known, properties, schema_of
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import CITY, language
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.oversight import api as oversight

REPLAYED = 2000  # past cases that a page tries a draft on
ACTS = ("submit", "approve", "publish", "schedule", "return", "drop", "again")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a draft (草稿内容): its findings, each with the page where it is mended."""

    said: Said
    kind: str
    id: str
    part: str
    file: str


@require_safe
@post(DESIGNER, SUPERVISOR)
def one(request: StaffRequest, draft: int) -> HttpResponse:
    """Show a draft whole; with `replay` it is also tried on the past year's cases."""
    return _page(request, _draft(draft, request.seat.actor()))


@require_POST
@post(DESIGNER, SUPERVISOR)
def act(request: StaffRequest, draft: int, act: str) -> HttpResponse:
    """Submit, approve, publish, schedule, return or give up a draft."""
    if act not in ACTS:
        raise Http404
    actor = request.seat.actor()
    found = _draft(draft, actor)
    try:
        done = _act(request, found, act, actor)
    except catalogue.DefinitionsWrong:
        words, status = _("还有要改的地方，没有发布。"), 422
    except Problem as problem:
        words, status = problem.said(language()), problem.status
    except ValueError:
        words, status = _("请写明哪一天几点发布。"), 400
    else:
        response = redirect("designer:draft", draft=draft)
        response["Location"] += f"?done={done}"
        return response
    return _page(request, _draft(draft, actor), problem=words, status=status)


def _act(request: StaffRequest, draft: Draft, act: str, actor: Actor) -> str:
    reason = request.POST.get("reason", "").strip()[:400]
    if act == "submit":
        catalogue.submit_draft(draft.id, actor=actor, note=reason)
    elif act == "approve":
        catalogue.approve_draft(draft.id, actor=actor, note=reason, by_another=True)
        if request.POST.get("then") == "publish":
            _publish(draft.id, actor)
    elif act == "publish":
        _publish(draft.id, actor)
    elif act == "schedule":
        at = datetime.fromisoformat(request.POST.get("at", "")).replace(tzinfo=CITY)
        if draft.status.value == "submitted":
            catalogue.approve_draft(draft.id, actor=actor, note=reason, by_another=True)
        catalogue.schedule_draft(draft.id, publish_at=at, actor=actor)
    elif act == "return":
        catalogue.return_draft(draft.id, reason=reason or _("请再看一看。"), actor=actor)
    elif act == "drop":
        catalogue.drop_draft(draft.id, actor=actor)
    else:
        files = catalogue.draft_files(draft.id, actor=actor)
        catalogue.save_draft(files, actor=actor, draft=draft.id, seen=draft.seq)
    return act


def _publish(draft: int, actor: Actor) -> None:
    """Publish what is approved; four eyes hold here whatever the city says of the command line."""
    found = catalogue.the_draft(draft, actor=actor)
    if found.approver is None:
        raise catalogue.FourEyesNeeded
    catalogue.publish_draft(draft, actor=actor)


def _draft(draft: int, actor: Actor) -> Draft:
    try:
        return catalogue.the_draft(draft, actor=actor)
    except catalogue.UnknownDraft:
        raise Http404 from None


def _page(
    request: StaffRequest, draft: Draft, *, problem: str = "", status: int = 200
) -> HttpResponse:
    actor = request.seat.actor()
    preview = catalogue.preview_draft(draft.id, actor=actor) if draft.files else None
    files = catalogue.draft_files(draft.id, actor=actor)
    held = {name: work.defined(text) for name, text in files.items()}
    context = {
        "seat": request.seat,
        "draft": draft,
        "own": (actor.kind, actor.id) in draft.hands,
        "state": work.STATES[draft.status.value],
        "tone": work.TONES[draft.status.value],
        "preview": preview,
        "changes": [(one, _sides(one)) for one in preview.changes] if preview else [],
        "errors": [_found(one, held) for one in preview.findings.errors] if preview else [],
        "warnings": [_found(one, held) for one in preview.findings.warnings] if preview else [],
        "tests": _tests(files),
        "behind": catalogue.behind_draft(draft.id, actor=actor) if _lives(draft) else (),
        "files": files,
        "services": [ident for several in held.values() for kind, ident in several
                     if kind == "service"],
        "definitions": [pair for several in held.values() for pair in several],
        "replay": _replayed(request, draft, actor),
        "evidence": _evidence(draft, actor) if request.GET.get("replay") else None,
        "problem": problem,
        "done": request.GET.get("done", ""),
        "lives": _lives(draft),
        "may_publish": request.seat.duty == DESIGNER,
    }  # fmt: skip
    return render(request, "designer/draft.html", context, status=status)


def _lives(draft: Draft) -> bool:
    return draft.status.value in work.OPEN


def _sides(one: Changed) -> list[tuple[Any, str, str]]:
    no = 1 if language() == "en" else 0
    return [(each, say(each.before, no), say(each.after, no)) for each in one.differences]


def _found(one: catalogue.Finding, held: dict[str, list[tuple[str, str]]]) -> Found:
    """Say a finding with the section in which it is mended."""
    inside = held.get(one.file) or []
    kind, ident = inside[0] if inside else ("", "")
    said = said_of(one, inside_of(kind, ident) if kind else ())
    first = str(said.path[0]) if said.path else ""
    fits = is_known(kind) and first in properties(schema_of(kind))
    return Found(said, kind, ident, section_of(kind, first) if fits else "", one.file)


def _tests(files: dict[str, str]) -> int:
    """Count the examples that are tried at each check."""
    return sum(
        len(work.Work(kind, ident, name, text, None).value.get("examples") or ())
        for name, text in files.items()
        for kind, ident in work.defined(text)
    )


def _replayed(request: StaffRequest, draft: Draft, actor: Actor) -> Any:
    if not request.GET.get("replay") or not _lives(draft):
        return None
    try:
        proposed = catalogue.proposed_by_draft(draft.id, actor=actor)
        return oversight.replay(proposed, actor=actor, most=REPLAYED)
    except (catalogue.DefinitionsWrong, cases.NotYours):
        return None


def _evidence(draft: Draft, actor: Actor) -> Any:
    """Return the theme of demands behind a draft, where there is one this person may read."""
    try:
        return oversight.evidence(draft.id, actor=actor)
    except Problem:
        return None
