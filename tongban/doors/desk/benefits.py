"""Benefits at the desk (免申即享): lists to confirm by two, what people object, what came back, claims."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.agencies.domain.duties import HEAD, REVIEWER
from tongban.cases.proposals import api as proposals
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post, refused
from tongban.doors.shared.words import language
from tongban.exchange.payments.receipts import yuan
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.oversight.benefits import api as benefits
from tongban.people import api as people

MOST = 200
SHORT = 2000


@require_safe
@post(REVIEWER, HEAD)
def lists(request: StaffRequest) -> HttpResponse:
    """Show the agency's lists, newest first, and what waits beside them."""
    seat, who = request.seat, request.seat.actor()
    found = benefits.lists(seat.agency, actor=who)
    context = {
        "seat": seat,
        "total": None,
        "rows": [(one, status_words(one.status), yuan(one.said["sum"])) for one in found],
        "work": [
            (kind, work_words(kind), shown, yuan(shown.now.amount))
            for kind, shown in proposals.work(seat.agency, actor=who)
        ],
    }
    return render(request, "desk/benefit_lists.html", context)


@require_safe
@post(REVIEWER, HEAD)
def one(request: StaffRequest, list_id: int) -> HttpResponse:
    """Show a list: its counts, the sample with the reasons, the exceptions, the two signatures."""
    return _list(request, list_id)


@require_POST
@post(REVIEWER, HEAD)
def settle(request: StaffRequest, list_id: int, step: str) -> HttpResponse:
    """Sign a list as the first or the second officer, or settle one of its exceptions."""
    who, form = request.seat.actor(), request.POST
    try:
        if step == "see":
            benefits.see(list_id, actor=who)
        elif step == "confirm":
            benefits.confirm(list_id, actor=who)
        elif (no := natural(form.get("no", ""))) is not None:
            benefits.settle_line(
                list_id, no, take=step == "take", reason=_text(form, "reason"),
                actor=who,
            )  # fmt: skip
    except Problem as problem:
        return _list(request, list_id, wrong=problem.said(language()))
    return redirect("desk:benefit-list", list_id)


def _list(request: StaffRequest, list_id: int, *, wrong: str = "") -> HttpResponse:
    who = request.seat.actor()
    try:
        found = benefits.one(list_id, actor=who)
    except Problem as problem:
        return refused(request, problem.words)
    held = benefits.lines(list_id, actor=who, state="held", limit=MOST)
    stops = benefits.lines(list_id, actor=who, kind="stop", limit=MOST)
    sample = benefits.sample(list_id, actor=who)
    names = people.parties(
        {party for line in (*held, *sample, *stops) for party in (line.person, line.payee)}
    )
    context = {
        "seat": request.seat,
        "total": None,
        "one": found,
        "status": status_words(found.status),
        "sum": yuan(found.said["sum"]),
        "held": held,
        "stops": stops,
        "sample": sample,
        "names": names,
        "yuan": yuan,
        "mine": found.seen_by == who.id,
        "wrong": wrong,
    }
    return render(request, "desk/benefit_list.html", context, status=400 if wrong else 200)


@require_safe
@post(REVIEWER, HEAD)
def proposal(request: StaffRequest, number: str) -> HttpResponse:
    """Show one benefit to an officer of its agency: its life, and what may be done."""
    return _proposal(request, number)


@require_POST
@post(REVIEWER, HEAD)
def act(request: StaffRequest, number: str, step: str) -> HttpResponse:
    """Answer an objection, stop a benefit, propose or decide a claim."""
    try:
        if step in STEPS:
            STEPS[step](number, request.POST, request.seat.actor())
    except Problem as problem:
        return _proposal(request, number, wrong=problem.said(language()))
    return redirect("desk:benefit", number)


def _proposal(request: StaffRequest, number: str, *, wrong: str = "") -> HttpResponse:
    try:
        shown = proposals.officer_view(number, actor=request.seat.actor())
    except Problem as problem:
        return refused(request, problem.words)
    offer = shown.now.offer
    context = {
        "seat": request.seat,
        "total": None,
        "shown": shown,
        "now": shown.now,
        "offer": offer,
        "names": people.parties({offer.person, offer.payee}),
        "yuan": yuan,
        "wrong": wrong,
    }
    return render(request, "desk/benefit.html", context, status=400 if wrong else 200)


def _text(form: Any, name: str) -> str:
    return str(form.get(name, "")).replace("\x00", "").strip()[:SHORT]


def _fen(form: Any, name: str) -> int:
    """Read yuan as fen; what is none is 0 and refused by the face."""
    whole, _dot, rest = _text(form, name).partition(".")
    said = whole + (rest + "00")[:2]
    found = natural(said) or 0
    return found if found < 10**11 else 0  # less than a billion yuan


def _parts(form: Any) -> int:
    said = _text(form, "instalments") or "1"
    found = natural(said) or 0
    return found if found < 100 else 0  # noqa: PLR2004 - two digits


STEPS: dict[str, Callable[[str, Any, Actor], Any]] = {
    "answer": lambda n, f, a: proposals.answer_objection(
        n, words=_text(f, "words"), more=_fen(f, "more"), actor=a
    ),
    "stop": lambda n, f, a: proposals.stop(n, reason=_text(f, "words"), actor=a),
    "claim": lambda n, f, a: proposals.claim(
        n, amount=_fen(f, "amount"), reason=_text(f, "words"), actor=a
    ),
    "decide": lambda n, f, a: proposals.decide_claim(
        n, amount=_fen(f, "amount"), instalments=_parts(f), reason=_text(f, "words"), actor=a
    ),
}


def status_words(status: str) -> str:
    """Say how a list stands."""
    return {
        "drawn": _("待初核"),
        "seen": _("待确认"),
        "carrying": _("正在发起"),
        "done": _("已发起"),
        "replaced": _("被新清单代替"),
    }.get(status, status)


def work_words(kind: str) -> str:
    """Say what waits."""
    return {
        "objection": _("异议待答复"),
        "claim": _("追回待决定"),
        "returned": _("退汇，等本人换账户"),
    }.get(kind, kind)
