"""The page behind a figure (办件经过): what happened to one case or demand, without a person in it."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import HEAD, SUPERVISOR
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.supervisor.parts import Looked
from tongban.doors.supervisor.views import base, look_of
from tongban.kernel import time
from tongban.kernel.events import Event
from tongban.kernel.text import Text
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight
from tongban.oversight.domain.figures import NOTES, held, stays
from tongban.oversight.domain.flow import named
from tongban.oversight.domain.measures import CASE, DEMAND
from tongban.voice.domain import demands, telling
from tongban.voice.domain.demands import TYPES as DEMAND_TYPES


@require_safe
@post(SUPERVISOR, HEAD)
def case(request: StaffRequest, number: str) -> HttpResponse:
    """Show what happened to a case or a demand, step by step and without anybody's personal data."""
    look = look_of(request)
    stream = ledger.find_number(number)
    head = ledger.head(stream) if stream else None
    if stream is None or head is None or head.kind not in ABOUT:
        raise Http404
    agency, about = ABOUT[head.kind](head, look)
    if request.seat.agency and agency != request.seat.agency:
        raise Http404
    trail = [one for one in oversight.trail(stream) if one.type.startswith(TRAILS)]
    before = {one.seq: one for one in stays(trail) if one.line == 0} if head.kind == CASE else {}
    context = base(request, look, "measures") | {
        "head": head,
        "number": number,
        "words": about,
        "agency": agency,
        "held": held(trail, time.now()) if head.kind == CASE else ("", 0),
        "steps": [(one, _step(one, look), before.get(one.seq), one.type in NOTES) for one in trail],
    }
    return render(request, "supervisor/case.html", context)


TRAILS = ("cases.", "voice.Demand")
ABOUT: Mapping[str, Callable[[ledger.Head, Looked], tuple[str, str]]] = {
    CASE: lambda head, look: (head.queue or "", look.service(str(head.attrs["service"]))),
    DEMAND: lambda head, _look: (str(head.attrs.get("agency", "")), head.label),
}
"""Of each kind of thing a figure opens to: the agency it lies with, and what it is about."""


def _step(one: Event, look: Looked) -> Text:
    """Name a step of a case or of a demand, in staff's words."""
    if one.type in DEMAND_TYPES:
        return telling.title(demands.read(one)[0], look.agency)
    return named(oversight.word_of(one))
