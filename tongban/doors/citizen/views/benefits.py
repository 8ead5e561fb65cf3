"""Benefits that found the person (我的待遇): why, how much, two steps to have it, and every way to disagree."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.cases.proposals import api as proposals
from tongban.cases.proposals.domain import proposals as law
from tongban.catalogue import api as catalogue
from tongban.doors.citizen import eligibility, policy_words
from tongban.doors.citizen.views import actor, me, problem_words
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.words import said
from tongban.exchange.payments.domain.payouts import OTHER, WHY
from tongban.exchange.payments.receipts import yuan
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.policy import api as policy

TONES = {
    "offered": "ask",
    "asked": "ask",
    "answered": "info",
    "returned": "late",
    "paid": "held",
    "granted": "info",
}
SHORT = 2000


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List what the state offers and gives."""
    every = [_row(one) for one in proposals.own(me(request), actor=actor(request))]
    context = {
        "waits": [one for one in every if one["status"] in ("offered", "asked", "returned")],
        "others": [one for one in every if one["status"] not in ("offered", "asked", "returned")],
    }
    return render(request, "citizen/benefits.html", context)


@signed_in
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one: why it is due, what to do, what became of it."""
    return _page(request, number)


@signed_in
@require_POST
def act(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take a step: confirm, decline, object, answer the question, name another account."""
    if step == "reply":
        return _reply(request, number)
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](number, request.POST, actor(request))
    except proposals.NoSuchProposal as missing:
        raise Http404 from missing
    except Problem as problem:
        return _page(request, number, wrong=problem_words(problem), step=step)
    return redirect("citizen:benefit", number=number)


def _text(post: Any, name: str) -> str:
    return str(post.get(name, "")).replace("\x00", "").strip()[:SHORT]


def _agree(number: str, post: Any, who: Any) -> None:
    named = _text(post, "account") if post.get("which") != "kept" else ""
    if post.get("which") == "other" and not named:
        raise proposals.AccountNeeded
    proposals.agree(number, account=named, actor=who)


def _reply(request: HttpRequest, number: str) -> HttpResponse:
    """Take the answer to the one question; whoever does not know it loses nothing."""
    who = actor(request)
    try:
        asked = proposals.question(proposals.own_one(number, actor=who).now)
        if asked is None:
            raise proposals.ProposalMoved
        about, fact = asked
        given, wrong = eligibility.read_answers(about, _screen(fact), request.POST)
        value = given.get(fact.id)
        if isinstance(value, policy.Missing):
            return _page(request, number, step="unsure")
        if wrong:
            return _page(request, number, wrong=wrong[fact.id], step="reply")
        proposals.answer(number, value=value, actor=who)
    except proposals.NoSuchProposal as missing:
        raise Http404 from missing
    except Problem as problem:
        return _page(request, number, wrong=problem_words(problem), step="reply")
    return redirect("citizen:benefit", number=number)


def _screen(fact: policy.AskedFact) -> policy.Screen:
    return policy.Screen("one", (fact.id,))


def _asked(request: HttpRequest, now: proposals.Proposal, wrong: str) -> dict[str, Any]:
    """Make the field of the one question, as the kind of fact says; and what was answered."""
    found = proposals.question(now)
    if found is None:
        return {}
    about, fact = found
    errors = {fact.id: wrong} if wrong else {}
    [field] = eligibility.fields_of(about, _screen(fact), errors, request.POST)
    hint = field.hint or said(about.book.kind(now.offer.lacks).hint)
    value = proposals.value_of(now, actor=actor(request))
    answered = policy_words.value_words(fact, value) if value is not None else ""
    return {"field": replace(field, hint=hint), "answered": answered}


STEPS: dict[str, Callable[[str, Any, Any], Any]] = {
    "agree": _agree,
    "decline": lambda n, p, a: proposals.decline(n, reason=_text(p, "words"), actor=a),
    "object": lambda n, p, a: proposals.object_to(n, words=_text(p, "words"), actor=a),
    "account": lambda n, p, a: proposals.redirect(n, account=_text(p, "account"), actor=a),
    "answer": lambda n, p, a: proposals.hear(n, words=_text(p, "words"), actor=a),
}


def _page(request: HttpRequest, number: str, *, wrong: str = "", step: str = "") -> HttpResponse:
    try:
        shown = proposals.own_one(number, actor=actor(request))
    except proposals.NoSuchProposal as missing:
        raise Http404 from missing
    now, offer = shown.now, shown.now.offer
    claim = now.claim
    context = {
        "one": _row(shown),
        "now": now,
        "offer": offer,
        "due": _due(offer.policy),
        "reasons": [each for each in offer.reason.split("；") if each],
        "agency": said(catalogue.agency_name(proposals.office(offer))),
        "kept": shown.on_record,
        "why": said(WHY.get(now.why, WHY[OTHER])) if now.status == law.RETURNED else now.why,
        "claimed": yuan(claim.decided.amount if claim.decided else claim.said.amount)
        if claim
        else "",
        "parts": [
            (no, yuan(amount), day, no in (claim.parts if claim else ()))
            for no, (amount, day) in enumerate(_parts(shown), 1)
        ],
        "wrong": wrong,
        "step": step,
        **_asked(request, now, wrong if step == "reply" else ""),
    }
    return render(request, "citizen/benefit.html", context, status=400 if wrong else 200)


def _due(policy_id: str) -> str:
    """Say in the policy's own plain words that it is due, where it has such."""
    policy = catalogue.book().policies.get(policy_id)
    for clause in policy.clauses if policy else ():
        words = (clause.get("text") or {}).get("yes")
        if clause.get("gives") == "eligible" and words:
            return said(Text(words["zh"], words.get("en")))
    return ""


def _parts(shown: proposals.Shown) -> list[tuple[int, Any]]:
    decided = shown.now.claim.decided if shown.now.claim else None
    if decided is None or not decided.amount:
        return []
    return list(zip(law.parts(decided.amount, decided.instalments), shown.days, strict=True))


def _row(shown: proposals.Shown) -> dict[str, Any]:
    now = shown.now
    policy = catalogue.book().policies.get(now.offer.policy)
    return {
        "number": shown.number,
        "name": said(policy.name if policy else Text(now.offer.label)),
        "status": now.status,
        "words": _words(now.status),
        "tone": TONES.get(now.status, ""),
        "yuan": yuan(now.amount) if now.amount else "",
        "period": "" if now.offer.period == "once" else now.offer.period,
    }


def _words(status: str) -> str:
    return {
        "asked": _("差一项信息"),
        "offered": _("等您确认"),
        "granted": _("正在发放"),
        "paid": _("已到账"),
        "returned": _("被银行退回"),
        "declined": _("您没有要"),
        "stopped": _("已停发"),
        "answered": _("已收到您的回答"),
        "not_due": _("目前不符合"),
    }.get(status, status)


def waiting(party: int, *, actor: Actor) -> list[dict[str, Any]]:
    """Return what somebody is entitled to and has not confirmed yet, for the page of their own."""
    found = [_row(one) for one in proposals.own(party, actor=actor, limit=20)]
    return [one for one in found if one["status"] in ("offered", "asked", "returned")]
