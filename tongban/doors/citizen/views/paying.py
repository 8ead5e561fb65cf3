"""Paying (缴费): what is to pay and why, the way to pay it, and what became of it, in plain words.

The page speaks to no provider: it notes that somebody wants to pay, the worker asks, and the page
looks again by itself every few seconds, with or without JavaScript.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.catalogue import api as catalogue
from tongban.doors.citizen.views import actor, me
from tongban.doors.shared import papers
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.words import said
from tongban.exchange import api as exchange
from tongban.exchange.payments import connecting, receipts
from tongban.exchange.payments.domain.problems import NoSuchOrder, NotToBePaid
from tongban.kernel.time import now

KINDS = ("case", "claim")
SOON, LATER = 3, 10
"""Seconds until the page looks again: for the page to pay at, and for the money."""


@dataclass(frozen=True, slots=True)
class Paying:
    """A payment as its page shows it: the order, its state in a word, how soon to look again."""

    order: exchange.Order
    words: str
    tone: str
    again: int = 0

    @property
    def address(self) -> str:
        """Return the page of this payment."""
        kind, number = self.order.about
        return reverse("citizen:payment", kwargs={"kind": kind, "number": number})

    @property
    def yuan(self) -> str:
        """Say the amount in yuan."""
        return receipts.yuan(self.order.amount)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List what is to pay and what was paid."""
    every = [shown(one) for one in exchange.orders_of(me(request), actor=actor(request))]
    waits = [one for one in every if one.order.status == "open"]
    context = {"waits": waits, "others": [one for one in every if one not in waits]}
    return render(request, "citizen/payments.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Show a payment; on the button, begin to pay."""
    about, who = (kind, number), actor(request)
    if kind not in KINDS:
        raise Http404
    try:
        found = exchange.theirs(about, actor=who)
        if request.method == "POST":
            if connecting.is_connected():
                exchange.begin_payment(about, actor=who)
            return redirect("citizen:payment", kind=kind, number=number)
    except NoSuchOrder as missing:
        raise Http404 from missing
    except NotToBePaid:
        return redirect("citizen:payment", kind=kind, number=number)
    context = {
        "p": shown(found),
        "agency": said(catalogue.book().agency_name(found.agency)) if found.agency else "",
        "online": connecting.is_connected(),
        "number": number if kind == "case" else "",
        "benefit": number.rpartition("-")[0] if kind == "claim" else "",
    }
    return render(request, "citizen/payment.html", context)


@signed_in
@require_safe
def receipt(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Hand out the sealed receipt."""
    try:
        found = exchange.theirs((kind, number), actor=actor(request))
        agency = catalogue.book().agency_name(found.agency).zh
        content = receipts.receipt(found, agency=agency)
    except (NoSuchOrder, NotToBePaid) as missing:
        raise Http404 from missing
    return papers.shown(content, "application/pdf", name="receipt")


def of_case(number: str) -> Paying | None:
    """Return what is paid for a case, None where nothing is collected here."""
    found = exchange.order_of(("case", number))
    return shown(found) if found is not None else None


def shown(order: exchange.Order, at: datetime | None = None) -> Paying:
    """Say how a payment stands, and how soon the page should look again."""
    at = at or now()
    over = order.until is not None and order.until <= at
    match order.status:
        case "open" if over:
            return Paying(order, _("过期了"), "late")
        case "open" if order.pay_at:
            return Paying(order, _("等您付款"), "ask", LATER)
        case "open" if order.begun:
            return Paying(order, _("正在打开"), "info", SOON)
        case "open":
            return Paying(order, _("待缴费"), "ask")
        case "refunding":
            return Paying(order, _("正在退款"), "info", LATER)
        case _:
            return Paying(order, _word(order.status), "held" if order.status == "paid" else "")


def _word(status: str) -> str:
    return {
        "paid": _("已缴费"),
        "refunded": _("已退款"),
        "lapsed": _("没有按期缴"),
        "closed": _("不用缴了"),
    }.get(status, status)
