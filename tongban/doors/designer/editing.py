"""A section of a definition as a form or a table (编辑页): kept, checked, sent for approval.

Whatever is typed is kept in the draft, right or wrong; the checks say beside the field what has to
be mended. Nothing needs a script.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import DESIGNER
from tongban.catalogue import api as catalogue
from tongban.catalogue.api import Draft
from tongban.catalogue.domain.jsontext import Path
from tongban.doors.designer import asked, names, work
from tongban.doors.designer.editor.entries import Entry, Making, fields
from tongban.doors.designer.editor.reading import changes, told
from tongban.doors.designer.editor.sayings import Said, placed
from tongban.doors.designer.editor.sections import Section, section, section_of, sections
from tongban.doors.designer.editor.shapes import is_known, properties, schema_of, shape_of
from tongban.doors.designer.work import Work
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language, said
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem

SEND = "send"


@dataclass(frozen=True, slots=True)
class Page:
    """What the editing page shows (编辑页内容)."""

    work: Work
    part: Section
    actor: Actor
    problem: str = ""
    moved: bool = False


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def edit(request: StaffRequest, kind: str, ident: str, part: str) -> HttpResponse:
    """Show a section with its fields; keep what is typed; send it for approval where asked."""
    found = section(kind, part) if is_known(kind) else None
    if found is None:
        raise Http404
    actor = request.seat.actor()
    held = _held(request, kind, ident, actor)
    if request.method == "GET":
        return _page(request, Page(held, found, actor))
    try:
        return _kept(request, held, found, actor)
    except catalogue.DraftMoved as moved:
        again = work.opened(kind, ident, actor, held.draft.id if held.draft else None)
        page = Page(again, found, actor, moved.said(language()), moved=True)
        return _page(request, page, status=409)
    except Problem as problem:
        page = Page(held, found, actor, problem.said(language()))
        return _page(request, page, status=problem.status)


def _held(request: HttpRequest, kind: str, ident: str, actor: Actor) -> Work:
    """Take up the definition: in the draft named, else in the actor's own, else as published."""
    asked_ = request.POST.get("draft") or request.GET.get("draft", "")
    if asked_:
        return work.opened(kind, ident, actor, work.key_of(asked_))
    held = work.opened(kind, ident, actor)
    own = work.mine(work.drafts_on(held.file, actor), actor)
    if own is None or request.GET.get("fresh") or request.method == "POST":
        return held
    return work.opened(kind, ident, actor, own.id)


def entries_of(held: Work, part: Section, found: Any = ()) -> tuple[tuple[Entry, ...], list[Said]]:
    """Make the fields of a section, with what the checks found about the definition."""
    every, by = placed(found, held.within)
    making = Making(names=names.known(held.value), wrong=by)
    return fields(schema_of(held.kind), held.value, part.fields, making), every


def _kept(request: StaffRequest, held: Work, part: Section, actor: Actor) -> HttpResponse:
    do = request.POST.get("do", "save")
    entries, _said = entries_of(held, part)
    typed = changes(entries, request.POST)
    more: dict[str, str] = {}
    if "needs" in part.fields:
        more = asked.new_kind(request.POST, held, typed)
    typed |= _day(request, held)
    seen = request.POST.get("seen", "")
    text = held.with_changes(typed) if typed else held.text
    if button := told(do, _after(held, text), schema_of(held.kind)):
        text = _work(held, text).with_changes(button)
    draft = held.draft
    if typed or button or draft is None or more:
        draft = work.kept(held, text, actor=actor, seen=natural(seen), more=more)
    if do != SEND:
        where = f"#{_anchor(do)}" if button else "?done=1"
        return redirect(f"{_address(held, part, draft)}{where.replace('?', '&')}")
    findings = catalogue.preview_draft(draft.id, actor=actor).findings
    if not findings:
        held = work.opened(held.kind, held.id, actor, draft.id)
        return _page(request, Page(held, part, actor), status=422)
    catalogue.submit_draft(draft.id, actor=actor, note=request.POST.get("why", "")[:400])
    return redirect(f"{reverse('designer:draft', args=[draft.id])}?done=sent")


def _work(held: Work, text: str) -> Work:
    return Work(held.kind, held.id, held.file, text, held.published, held.draft)


def _after(held: Work, text: str) -> Any:
    return _work(held, text).value


def _day(request: HttpRequest, held: Work) -> dict[Path, Any]:
    """Return from which day the wording holds: as typed, else from today."""
    if not held.dated:
        return {}
    wanted = request.POST.get("from", "").strip()[:10] or work.today()
    return {} if wanted == held.value.get("version") else {("version",): wanted}


def _anchor(do: str) -> str:
    return do.partition(":")[2].replace("/", "-")


def _address(held: Work, part: Section, draft: Draft) -> str:
    address = reverse("designer:edit", args=[held.kind, held.id, part.id])
    return f"{address}?draft={int_to_base36(draft.id)}"


def _page(request: StaffRequest, page: Page, status: int = 200) -> HttpResponse:
    held, actor = page.work, page.actor
    draft = held.draft
    if held.draft and not page.moved:
        found = catalogue.preview_draft(held.draft.id, actor=actor).findings
        own = [*found.errors, *found.warnings]
    else:
        own = []
    entries, every = entries_of(held, page.part, [one for one in own if one.file == held.file])
    labels = _labels(entries)
    base = held.published.version if held.published else ""
    begins = str(held.value.get("version") or "")
    context = {
        "seat": request.seat,
        "work": held,
        "part": page.part,
        "parts": sections(held.kind),
        "entries": entries,
        "table": request.GET.get("as") == "table",
        "tables": [one for one in entries if one.kind == "rows" and len(one.columns) > 1],
        "draft": draft,
        "key": int_to_base36(draft.id) if draft else "",
        "errors": [_link(one, page, labels) for one in every if one.blocks],
        "warnings": [_link(one, page, labels) for one in every if not one.blocks],
        "elsewhere": [one for one in own if one.file != held.file and one.level == "error"],
        "problem": page.problem,
        "moved": page.moved,
        "theirs": (draft.last or {}).get("name", "") if draft and page.moved else "",
        "typed": _typed(request, entries) if page.moved else [],
        "from_": begins if draft and begins != base else max(work.today(), begins[:0]),
        "others": [
            one for one in work.drafts_on(held.file, actor) if not draft or one.id != draft.id
        ],
        "lists": _lists(held, page.part),
        "asks": "needs" in page.part.fields,
        "types": asked.types(),
        "done": request.GET.get("done"),
        "previews": held.kind == "service" and draft is not None,
    }
    return render(request, "designer/edit.html", context, status=status)


def _typed(request: HttpRequest, entries: tuple[Entry, ...]) -> list[tuple[str, str, str, str]]:
    """Put what was typed beside what stands in the draft now: name, label, theirs, mine."""
    found: list[tuple[str, str, str, str]] = []

    def walk(several: tuple[Entry, ...], within: str) -> None:
        for one in several:
            if one.inside:
                walk(one.inside, f"{within}{one.label} · " if one.label else within)
            elif one.name in request.POST:
                mine = request.POST[one.name].replace("\r\n", "\n").strip()
                if mine != one.value.strip():
                    found.append((one.name, f"{within}{one.label}", one.value, mine))

    walk(entries, "")
    return found


def _labels(entries: tuple[Entry, ...], within: str = "") -> dict[Path, str]:
    """Return what every field of the page is called, with the entry it is in."""
    found: dict[Path, str] = {}
    for one in entries:
        row = f"{one.label} · " if one.kind == "row" and one.label else within
        found[one.path] = f"{within}{one.label}" if one.kind != "row" else one.label
        found |= _labels(one.inside, row)
    return found


def _link(one: Said, page: Page, labels: dict[Path, str]) -> tuple[str, str]:
    """Say where a finding is mended: a field of this page, or another section."""
    held, part, draft = page.work, page.part, page.work.draft
    words = f"{one.words} {one.mend}".strip()
    if label := labels.get(one.path):
        words = f"{label}{_('：')}{words}"
    first = str(one.path[0]) if one.path else ""
    if first in part.fields:
        return "-".join(["v", *map(str, one.path)]), words
    if not draft or first not in properties(schema_of(held.kind)):
        return "main", words
    address = reverse("designer:edit", args=[held.kind, held.id, section_of(held.kind, first)])
    where = "-".join(["v", *map(str, one.path)])
    return f"{address}?draft={int_to_base36(draft.id)}#{where}", words


def _lists(held: Work, part: Section) -> dict[str, dict[str, str]]:
    """Return the names the fields of this page are chosen from."""
    simple = all(shape_of(properties(schema_of(held.kind))[one]).kind == "line"
                 for one in part.fields if one in properties(schema_of(held.kind)))  # fmt: skip
    found = names.known(held.value)
    return {key: value for key, value in found.items() if value and not (simple and not value)}


def title_of(held: Work) -> str:
    """Name the definition in the reader's language."""
    return said(held.name) or _("未命名")
