"""Money at the window (窗口收费): a fee taken by the case's number, the day counted and confirmed by two."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import CLERK
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.exchange import api as exchange
from tongban.exchange.payments import till
from tongban.exchange.payments.domain.problems import NoSuchOrder
from tongban.exchange.payments.receipts import yuan
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now

HALL = "hall"
"""The till of the hall's windows, where a clerk has no agency of their own."""
LONGEST = 40


@require_http_methods(["GET", "HEAD", "POST"])
@post(CLERK)
def day(request: StaffRequest) -> HttpResponse:
    """Show what is to pay for a case and the till's day; take a payment, count, confirm."""
    wrong = ""
    if request.method == "POST":
        try:
            _do(request)
        except Problem as problem:
            wrong = problem.said(language())
        else:
            return redirect(request.get_full_path())
    number = request.GET.get("number", "").strip()[:LONGEST]
    order = exchange.order_of(("case", number)) if number else None
    if number and order is None and not wrong:
        wrong = NoSuchOrder().said(language())
    context = {
        "seat": request.seat,
        "number": number,
        "order": order,
        "state": _words(order.status) if order else "",
        "till": till.day(_till(request), city_date(now())),
        "yuan": yuan,
        "wrong": wrong,
    }
    return render(request, "window/till.html", context, status=400 if wrong else 200)


def _do(request: StaffRequest) -> None:
    form, who, today = request.POST, request.seat.actor(), city_date(now())
    number = request.GET.get("number", "").strip()[:LONGEST]
    match form.get("do"):
        case "cash" | "card" as means:
            till.take(("case", number), means=means, actor=who, agency=_till(request))
        case "back":
            till.give_back(("case", number), actor=who)
        case "count":
            till.count(
                _till(request), today, counted=_fen(form.get("counted", "")),
                words=form.get("words", "")[:200], actor=who,
            )  # fmt: skip
        case "confirm":
            till.confirm(_till(request), today, actor=who)


def _till(request: StaffRequest) -> str:
    return request.seat.agency or HALL


def _fen(said: str) -> int:
    """Read yuan as fen; what is none is -1, which no till holds."""
    whole, _dot, rest = said.strip().partition(".")
    digits = whole + (rest + "00")[:2]
    found = natural(digits)
    return -1 if found is None or found >= 10**11 else found


def _words(status: str) -> str:
    return {
        "open": _("待缴费"),
        "paid": _("已缴费"),
        "refunding": _("待退款"),
        "refunded": _("已退款"),
        "lapsed": _("没有按期缴"),
        "closed": _("不用缴了"),
    }.get(status, status)
