"""The end of keeping (期满销毁): what is over by law, lists of it, and who has them carried out.

Two people, always: whoever puts a list together never approves it. The page names kinds of facts
and numbers of cases and demands; nobody reads here what is destroyed.
"""

from collections import Counter
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import SUPERVISOR
from tongban.catalogue import api as catalogue
from tongban.doors.shared.keys import natural
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.shared.words import said
from tongban.doors.supervisor.views import base, look_of
from tongban.kernel import time
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.oversight.destroying import api as destroying

NAMES = {
    destroying.FILES: Text("办结案卷", "Files of cases"),
    destroying.FACTS: Text("不再有效的数据", "Facts that no longer hold"),
    destroying.WORDS: Text("诉求原文", "Words of demands"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@post(SUPERVISOR)
def board(request: StaffRequest) -> HttpResponse:
    """Show what is over and the lists of it; propose one, or approve somebody else's."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in NAMES else destroying.FILES
    problem: Problem | None = None
    unsure, status = False, 200
    if request.method == "POST":
        unsure = "approve" in request.POST and request.POST.get("sure") != "1"
        status = 400 if unsure else 200
        try:
            if not unsure:
                _done(request, kind)
                return redirect(f"{request.path}?kind={kind}")
        except Problem as said_no:
            problem, status = said_no, said_no.status
    actor = request.seat.actor()
    lists = [
        (one, _counted(one.rows, one.kind), one.may_be_approved_by(actor))
        for one in destroying.listed()
    ]
    context = base(request, look_of(request), "destroying") | {
        "kind": kind,
        "names": NAMES,
        "over": _over(kind),
        "lists": lists,
        "problem": problem,
        "unsure": unsure,
        "most": destroying.BATCH,
    }
    return render(request, "supervisor/destroying.html", context, status=status)


def _done(request: StaffRequest, kind: str) -> None:
    actor, chosen = request.seat.actor(), natural(request.POST.get("approve", ""))
    if chosen is not None:
        destroying.approve(chosen, actor=actor)
    elif "propose" in request.POST:
        destroying.propose(kind, actor=actor)


def _over(kind: str) -> list[tuple[str, int, date]]:
    """Say what is over: which, how many, since when at the earliest."""
    rows = destroying.due(kind, on=time.city_date(time.now()))
    since: dict[str, date] = {}
    for one in rows:
        since[one.what] = min(one.since, since.get(one.what, one.since))
    counts = Counter(one.what for one in rows)
    return [(_named(what, kind), number, since[what]) for what, number in counts.items()]


def _counted(rows: tuple[str, ...], kind: str) -> list[tuple[str, int]]:
    return [(_named(what, kind), number) for what, number in Counter(rows).items()]


def _named(what: str, kind: str) -> str:
    """Name a kind of fact; a number is its own name."""
    known = catalogue.book().kinds.get(what) if kind == destroying.FACTS else None
    return said(known.name) if known else what or _("没有编号")
