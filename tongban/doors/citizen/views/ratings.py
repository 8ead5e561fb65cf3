"""Rating a moment (评价): by the link of an invitation, and what came of it; a list for who is signed in.

The page behind a link asks before the moment is rated, and shows the answer afterwards, with the way
to contest it. Nobody has to sign in for it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.citizen.views import actor, me, problem_words
from tongban.doors.shared.access import public, signed_in
from tongban.doors.shared.fields import Choice
from tongban.doors.shared.words import said
from tongban.kernel.problems import Problem
from tongban.voice import api as voice
from tongban.voice.domain.ratings import GROUNDS, LEVELS, MOMENTS, REASONS


@public
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Rate by the link of an invitation; afterwards read what was answered, and contest it."""
    try:
        _case, moment = voice.linked(token)
        given = voice.rated_by_link(token)
    except Problem as problem:
        raise Http404 from problem
    wrong = ""
    if request.method == "POST":
        wrong = _contest(request, token) if given else _rate(request, token)
        if not wrong:
            return redirect("citizen:rate-link", token=token)
    context = {
        "wrong": wrong,
        "given": given,
        "moment": MOMENTS[moment],
        "whole": moment == "done",
        "levels": [Choice(str(level), said(words)) for level, words in LEVELS.items()],
        "reasons": REASONS,
        "grounds": GROUNDS,
    }
    return render(request, "citizen/rate.html", context, status=400 if wrong else 200)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the person may rate, and what came of what they rated."""
    who, party = actor(request), me(request)
    context = {
        "waiting": voice.invitations(party, actor=who),
        "given": voice.own_ratings(party, actor=who),
        "moments": MOMENTS,
    }
    return render(request, "citizen/ratings.html", context)


def _rate(request: HttpRequest, token: str) -> str:
    post, level = request.POST, request.POST.get("level", "")
    if level not in set("12345"):
        return _("请先选一个。")
    reasons = [one for one in post.getlist("reasons") if one in REASONS]
    try:
        words = post.get("words", "").replace("\x00", "").strip()
        voice.rate_by_link(token, level=int(level), words=words, reasons=reasons)
    except Problem as problem:
        return problem_words(problem)
    return ""


def _contest(request: HttpRequest, token: str) -> str:
    try:
        voice.appeal_by_link(token, words=request.POST.get("words", "").replace("\x00", ""))
    except Problem as problem:
        return problem_words(problem)
    return ""
