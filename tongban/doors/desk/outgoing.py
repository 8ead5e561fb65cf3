"""The sending desk (发文岗位): what did not arrive, letters to post, public notices to publish."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.agencies.domain.duties import HEAD
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.exchange.notices import api as notices
from tongban.kernel.problems import Problem

BOTH = ["GET", "POST"]


@require_http_methods(BOTH)
@post(HEAD)
def outgoing(request: StaffRequest) -> HttpResponse:
    """List what a person must look at, and do what they order about one of them."""
    who, problem = request.seat.actor(), ""
    if request.method == "POST":
        try:
            _do(request)
            return redirect("desk:outgoing")
        except (Problem, ValueError) as bad:
            problem = bad.said(language()) if isinstance(bad, Problem) else _("请填写日期或单号。")
    context = {
        "seat": request.seat,
        "total": None,
        "rows": notices.undelivered(actor=who),
        "problem": problem,
        "section": "outgoing",
    }
    return render(request, "desk/outgoing.html", context, status=400 if problem else 200)


def _do(request: StaffRequest) -> None:
    post_, who = request.POST, request.seat.actor()
    sending, said = natural(post_.get("sending")) or 0, post_.get("said", "").strip()
    match post_.get("do"):
        case "again":
            notices.send_again(sending, actor=who)
        case "let-go":
            notices.let_go(sending, actor=who)
        case "posted" if said:
            notices.post_letter(sending, tracking=said, actor=who)
        case "came":
            notices.letter_came(sending, on=date.fromisoformat(said), actor=who)
        case "returned":
            notices.letter_came(sending, on=None, actor=who)
        case "published" if said:
            notices.publish(sending, where=said, actor=who)
        case _:
            raise ValueError


@require_safe
@post(HEAD)
def letter(request: StaffRequest, sending: int) -> HttpResponse:
    """Hand out a letter for a window envelope as PDF (信函)."""
    content = notices.letter(sending, actor=request.seat.actor())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letter-{sending}.pdf"'
    return response
