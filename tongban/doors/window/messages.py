"""Reading somebody their messages (代读消息): on the telephone or at the counter, and they see who did."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.catalogue import api as catalogue
from tongban.doors.window.bound import WindowRequest, with_person
from tongban.doors.window.counter import person_pane
from tongban.exchange.notices import api as notices


@require_safe
@with_person
def messages(request: WindowRequest) -> HttpResponse:
    """Show what the person was told, to be read to them; that it was is theirs to see."""
    at = request.at
    words = _("%(who)s给您念您的消息") % {"who": request.seat.name}
    rows = notices.read_to(at.party.id, actor=at.actor, purpose=replace(at.purpose, words=words))
    context = person_pane(request, catalogue.book()) | {"rows": rows}
    return render(request, "window/messages.html", context)
