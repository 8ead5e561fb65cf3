"""One definition looked at (定义页): what it says, its versions, who edits it, its file."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.catalogue.api import Definition
from tongban.catalogue.domain.differences import compare, name_of, say
from tongban.catalogue.domain.owning import owner
from tongban.doors.designer import names, pictures, work
from tongban.doors.designer.editor.entries import Entry, Making, fields
from tongban.doors.designer.editor.sections import sections
from tongban.doors.designer.editor.shapes import schema_of
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.doors.shared.words import language

SHOWN = 4  # entries of a list that a summary names


@require_safe
@post(DESIGNER, SUPERVISOR)
def one(request: StaffRequest, kind: str, ident: str) -> HttpResponse:
    """Show a definition section by section in words, each with the way to edit it."""
    actor = request.seat.actor()
    asked = request.GET.get("draft", "")
    held = work.opened(kind, ident, actor, work.key_of(asked))
    drafts = work.drafts_on(held.file, actor)
    making = Making(names=names.known(held.value))
    whole = schema_of(kind)
    book = catalogue.book()
    context = {
        "seat": request.seat,
        "work": held,
        "owner": agency_name(owner(kind, held.value)),
        "may_edit": catalogue.may_edit(actor, Definition(kind, ident, "", held.value)),
        "parts": [
            (one, summary(fields(whole, held.value, one.fields, making))) for one in sections(kind)
        ],
        "versions": [
            (entry, entry.approver and entry.approver.get("name"))
            for entry in reversed(catalogue.versions(kind, ident))
        ],
        "today": work.today(),
        "drafts": drafts,
        "states": work.STATES,
        "tones": work.TONES,
        "picture": pictures.of_service(book.services[ident])
        if kind == "service" and ident in book.services
        else None,
    }
    return render(request, "designer/definition.html", context)


def summary(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    """Say in short lines what stands in these fields; what is empty is left out."""
    found: list[tuple[str, str]] = []
    for entry in entries:
        if entry.kind == "rows":
            rows = [one.label for one in entry.inside if not one.empty]
            more = f"…（{len(rows)}）" if len(rows) > SHOWN else ""
            if rows:
                found.append((entry.label, "、".join(rows[:SHOWN]) + more))
        elif entry.inside:
            said = "，".join(f"{label} {value}" for label, value in summary(entry.inside))
            if said:
                found.append((entry.label, said))
        elif entry.value:
            choices = dict(entry.choices) or {"true": _("是"), "false": _("否")}
            value = entry.english if language() == "en" and entry.english else entry.value
            shown = choices.get(value) or entry.also or value.replace("\n", "、")
            found.append((entry.label, shown))
    return found


@require_safe
@post(DESIGNER, SUPERVISOR)
def file(request: StaffRequest, kind: str, ident: str) -> HttpResponse:
    """Hand out the YAML of a definition: as published in a version, or as a draft has it."""
    actor = request.seat.actor()
    asked, version = request.GET.get("draft", ""), request.GET.get("version")
    held = work.opened(kind, ident, actor, work.key_of(asked))
    text = held.text
    if version:
        try:
            text = catalogue.source(kind, ident, version)
        except catalogue.UnknownDefinition:
            raise Http404 from None
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(ident)}.yaml"
    return response


@require_safe
@post(DESIGNER, SUPERVISOR)
def versions(request: StaffRequest, kind: str, ident: str) -> HttpResponse:
    """Put two versions of a definition side by side, field by field."""
    known = {one.version: one for one in catalogue.published() if one.key == (kind, ident)}
    if not known:
        raise Http404
    order = sorted(known)
    after = request.GET.get("to") or order[-1]
    before = request.GET.get("from") or (
        order[max(order.index(after) - 1, 0)] if after in known else order[0]
    )
    if before not in known or after not in known:
        raise Http404
    no = 1 if language() == "en" else 0
    rows = [
        (one.words, say(one.before, no), say(one.after, no))
        for one in compare(known[before].value, known[after].value)
    ]
    context = {
        "seat": request.seat,
        "name": name_of(known[after]),
        "kind": kind,
        "ident": ident,
        "order": order,
        "before": before,
        "after": after,
        "rows": rows,
    }
    return render(request, "designer/versions.html", context)
