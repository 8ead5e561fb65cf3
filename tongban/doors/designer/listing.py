"""Every definition in one list (定义清单): found by name, kind and state; who edits what."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import DESIGNER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.catalogue.api import Definition, Draft
from tongban.catalogue.domain.choice_words import KINDS
from tongban.catalogue.domain.differences import name_of
from tongban.catalogue.domain.owning import owner
from tongban.doors.designer import work
from tongban.doors.designer.editor.sections import sections
from tongban.doors.designer.editor.shapes import inside_of
from tongban.doors.shared.officers import StaffRequest, agency_name, post
from tongban.kernel.actors import Actor
from tongban.kernel.text import Text

ORDER = ("service", "life_event", "policy", "parameters", "fact", "licence", "data_service")
MOST = 60
DRAFTED, COMING, ENDED = "draft", "coming", "ended"


@dataclass(frozen=True, slots=True)
class Line:
    """A definition as the list shows it (定义行)."""

    kind: str
    id: str
    name: Text
    file: str
    owner: str
    version: str
    coming: str
    ended: str
    words: str
    drafts: tuple[Draft, ...] = ()

    @property
    def kind_words(self) -> Text:
        """Name the kind."""
        return Text(*KINDS.get(self.kind, (self.kind, self.kind)))

    @property
    def state(self) -> str:
        """Return the state that counts most for who looks for work."""
        return DRAFTED if self.drafts else COMING if self.coming else ENDED if self.ended else ""

    @property
    def sections(self) -> tuple[tuple[str, Text], ...]:
        """Return where it can be edited."""
        return tuple((one.id, one.title) for one in sections(self.kind))


@require_safe
@post(DESIGNER, SUPERVISOR)
def start(request: StaffRequest) -> HttpResponse:
    """Show the search, what waits for this person, and what is under way."""
    actor = request.seat.actor()
    drafts = catalogue.open_drafts(200, actor=actor)
    hands = {one.id: (actor.kind, actor.id) in one.hands for one in drafts}
    context = {
        "seat": request.seat,
        "waiting": [d for d in drafts if d.status.value == "submitted" and not hands[d.id]],
        "own": [d for d in drafts if hands[d.id]],
        "others": [d for d in drafts if not hands[d.id] and d.status.value != "submitted"],
        "states": work.STATES,
        "tones": work.TONES,
        "history": catalogue.history(6),
        "counts": _counts(lines(actor, drafts)),
    }
    return render(request, "designer/start.html", context)


@require_safe
@post(DESIGNER, SUPERVISOR)
def every(request: StaffRequest) -> HttpResponse:
    """List definitions: one word finds them by name, id or what they are also called."""
    actor = request.seat.actor()
    wanted = request.GET.get("q", "").strip()[:80]
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    known = lines(actor, catalogue.open_drafts(200, actor=actor))
    found = [one for one in known if _matches(one, wanted)]
    shown = [one for one in found if kind in ("", one.kind) and state in ("", one.state)]
    if wanted and len(shown) == 1 and not kind and not state:
        return redirect("designer:definition", kind=shown[0].kind, ident=shown[0].id)
    context = {
        "seat": request.seat,
        "lines": shown[:MOST],
        "more": max(len(shown) - MOST, 0),
        "q": wanted,
        "kind": kind,
        "state": state,
        "counts": _counts(found),
        "states": work.STATES,
        "of": agency_name,
        "address": reverse("designer:definitions"),
    }
    return render(request, "designer/definitions.html", context)


def _matches(one: Line, wanted: str) -> bool:
    return all(part in one.words for part in wanted.lower().split())


def _counts(found: Iterable[Line]) -> list[tuple[str, Text, int]]:
    counted: dict[str, int] = {}
    for one in found:
        counted[one.kind] = counted.get(one.kind, 0) + 1
    kinds = sorted(counted, key=lambda one: (ORDER.index(one) if one in ORDER else 99, one))
    return [(one, Text(*KINDS.get(one, (one, one))), counted[one]) for one in kinds]


def lines(actor: Actor, drafts: list[Draft]) -> list[Line]:
    """Return every definition with its state, services first; then those only a draft has."""
    today = work.today()
    by: dict[tuple[str, str], list[Definition]] = {}
    for one in catalogue.published():
        by.setdefault(one.key, []).append(one)
    writing: dict[str, list[Draft]] = {}
    for draft in drafts:
        for name in draft.files:
            writing.setdefault(name, []).append(draft)
    made = [_line(several, today, writing) for several in by.values()]
    made += _born(drafts, actor, {*by})
    place = {kind: no for no, kind in enumerate(ORDER)}
    return sorted(made, key=lambda one: (place.get(one.kind, 99), one.kind, one.id))


def _line(several: list[Definition], today: str, writing: dict[str, list[Draft]]) -> Line:
    several = sorted(several, key=lambda one: one.version)
    now = [one for one in several if one.version <= today]
    coming = [one.version for one in several if one.version > today]
    shown = now[-1] if now else several[0]
    ended = shown.until if shown.until and shown.until < today and not coming else ""
    within = inside_of(shown.kind, shown.id)
    file = f"{within[0]}/{shown.id}.yaml" if within else shown.file
    return Line(
        shown.kind, shown.id, name_of(shown), file, owner(shown.kind, shown.value),
        shown.version, coming[0] if coming else "", ended or "", _words(shown),
        tuple(writing.get(file, ())),
    )  # fmt: skip


def _words(one: Definition) -> str:
    name = name_of(one)
    also = one.value.get("aliases") or ()
    return " ".join([one.id, name.zh, name.en or "", *map(str, also)]).lower()


def _born(drafts: list[Draft], actor: Actor, known: set[tuple[str, str]]) -> list[Line]:
    """Return the definitions that only a draft has so far."""
    found = []
    for draft in drafts:
        for name, text in catalogue.draft_files(draft.id, actor=actor).items():
            for kind, ident in work.defined(text):
                if (kind, ident) not in known:
                    one = work.Work(kind, ident, name, text, None, draft)
                    made = Definition(kind, ident, "", one.value)
                    found.append(
                        Line(kind, ident, one.name, name, owner(kind, one.value), "", "", "",
                             _words(made), (draft,))
                    )  # fmt: skip
    return found
