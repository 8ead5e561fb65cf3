"""What repeats, and what was rated badly (专题与差评): for coordinators, and for who was rated."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tongban.agencies.domain.duties import HEAD, REVIEWER, SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.doors.desk.demands.views import words as shared_words
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import language
from tongban.kernel.problems import Problem
from tongban.voice import api as voice
from tongban.voice.domain.ratings import GROUNDS, MOMENTS, REASONS


@require_http_methods(["GET", "POST"])
@post(SUPERVISOR)
def themes(request: StaffRequest) -> HttpResponse:
    """Show what repeats; one click makes a theme of it, with its owner."""
    actor, problem = request.seat.actor(), ""
    clusters = voice.clusters(actor=actor)
    if request.method == "POST":
        wanted = next((one for one in clusters if str(one.id) == request.POST.get("cluster")), None)
        if wanted is None:
            raise Http404
        try:
            voice.open_theme(
                title=request.POST.get("title", "").strip()[:60] or wanted.title,
                agency=request.POST.get("agency") or wanted.function,
                demands=wanted.demands,
                place=wanted.place,
                topic=wanted.category_l2,
                actor=actor,
            )
        except Problem as refusal:
            problem = refusal.said(language())
        else:
            return redirect("desk:themes")
    context = shared_words(request) | {
        "section": "themes",
        "clusters": clusters,
        "themes": voice.themes(),
        "agencies": sorted(catalogue.book().agencies.values(), key=lambda one: one.id),
        "problem": problem,
    }
    return render(request, "desk/themes.html", context, status=400 if problem else 200)


@require_POST
@post(SUPERVISOR)
def tell(request: StaffRequest, theme: int) -> HttpResponse:
    """Tell those who asked what changed because of them."""
    try:
        voice.tell_those_who_asked(theme, request.POST.get("words", ""), actor=request.seat.actor())
    except Problem as problem:
        raise Http404 from problem
    return redirect("desk:themes")


@require_http_methods(["GET", "POST"])
@post(REVIEWER, HEAD, SUPERVISOR)
def ratings(request: StaffRequest, rating: int = 0, step: str = "") -> HttpResponse:
    """Show the bad ratings that wait for an answer, the first due first, and take the next step.

    A supervisor sees what is contested, and all of them: what was found not to be so is left out
    of the figures from here, with its ground and evidence.
    """
    seat, problem = request.seat, ""
    if request.method == "POST":
        try:
            _step(rating, step, request)
        except Problem as refusal:
            problem = refusal.said(language())
        else:
            return redirect("desk:ratings")
    actor = seat.actor()
    supervises = seat.duty == SUPERVISOR
    context = shared_words(request) | {
        "section": "ratings",
        "found": voice.appeals(actor=actor)
        if supervises
        else voice.bad_ratings(seat.unit, actor=actor),
        "supervises": supervises,
        "every": voice.all_bad(actor=actor) if supervises else (),
        "moments": MOMENTS,
        "reasons": REASONS,
        "grounds": GROUNDS,
        "problem": problem,
    }
    return render(request, "desk/ratings.html", context, status=400 if problem else 200)


def _step(rating: int, step: str, request: StaffRequest) -> None:
    given = request.POST
    words, by = given.get("words", ""), request.seat.actor()
    steps: dict[str, Any] = {
        "verify": lambda: voice.verify_rating(
            rating, true=given.get("true") == "1", found=words, actor=by
        ),
        "rectify": lambda: voice.rectify_rating(rating, words=words, actor=by),
        "answer": lambda: voice.answer_rating(rating, words=words, actor=by),
        "review": lambda: voice.review_rating(rating, words=words, actor=by),
        "exclude": lambda: voice.exclude_rating(
            rating, ground=given.get("ground", ""), words=words, actor=by
        ),
    }
    if step not in steps:
        raise Http404
    steps[step]()
