"""Receiving a result (结果寄取): choose by post or pick-up, see where it is, show the code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tongban.cases import api as cases
from tongban.cases.delivering import api as delivering
from tongban.doors.citizen.views import actor, problem_words
from tongban.doors.shared.access import signed_in
from tongban.kernel.problems import Problem
from tongban.people import api as people


@signed_in
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """Show how the result of one's case comes to one, and let one choose while it can be chosen."""
    who, problem = actor(request), ""
    found = cases.case(number, actor=who)
    if request.method == "POST":
        try:
            delivering.choose(number, way=request.POST.get("way", ""), actor=who)
            return redirect("citizen:delivery", number=number)
        except Problem as bad:
            problem = problem_words(bad)
    now, choosable = delivering.delivery_of(number), delivering.may_choose(number)
    if now is None and not choosable:
        raise Http404
    ready = now is not None and now.state == "ready"
    context = {
        "c": found, "d": now, "ways": {way: delivering.WAYS[way] for way in delivering.ways(number)} if choosable else {},
        "problem": problem,
        "code": delivering.code_of(number, actor=who) if ready else "",
        "home": people.reach(found.applicant).address,
    }  # fmt: skip
    return render(request, "citizen/delivery.html", context, status=400 if problem else 200)
