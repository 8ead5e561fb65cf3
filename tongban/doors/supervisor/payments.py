"""Money under supervision (资金监督): each day beside the provider's statement, and what differs."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import SUPERVISOR
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.supervisor.views import base, look_of
from tongban.exchange.payments import reconciling
from tongban.exchange.payments.domain.problems import NoSuchOrder
from tongban.exchange.payments.receipts import yuan


@require_http_methods(["GET", "HEAD", "POST"])
@post(SUPERVISOR)
def days(request: StaffRequest) -> HttpResponse:
    """Show the days that were reconciled and the differences that wait; close one with words."""
    form = request.POST
    words = form.get("words", "").replace("\x00", "").strip()[:500]
    stream = natural(form.get("stream", ""))
    if request.method == "POST" and words and stream is not None:
        with suppress(NoSuchOrder):  # somebody explained it first
            reconciling.explain(stream, words=words, actor=request.seat.actor())
        return redirect("supervisor:payments")
    context = base(request, look_of(request), "payments") | {
        "days": reconciling.days(),
        "differences": reconciling.differences(),
        "yuan": yuan,
        "short": request.method == "POST",
    }
    return render(request, "supervisor/payments.html", context)
