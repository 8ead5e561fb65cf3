"""The start of the designer's door (事项管理首页): what can be done here, and what waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.agencies.domain.duties import DESIGNER
from tongban.catalogue import api as catalogue
from tongban.doors.shared.officers import StaffRequest, post
from tongban.facts import api as facts


@require_safe
@post(DESIGNER)
def start(request: StaffRequest) -> HttpResponse:
    """List what a designer can do, with what waits for them."""
    standing = facts.data.datasets()
    context = {
        "seat": request.seat,
        "offered": sum(each.state == "offered" for each in standing),
        "loaded": sum(each.state == "loaded" for each in standing),
        "drafts": catalogue.open_drafts(actor=request.seat.actor()),
        "book": catalogue.book(),
        "history": catalogue.history(8),
    }
    return render(request, "designer/start.html", context)
