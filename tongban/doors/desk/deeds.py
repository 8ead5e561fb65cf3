"""The deeds of an officer (办理动作): accept, ask once for what is missing, grant, refuse.

Each is one form with its own address, shown in the case it belongs to. What was typed is never
lost: when the face says no, the page comes back with the words, the reason and where the case
stands now. Doing the same thing twice ends where doing it once does.
"""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongban.agencies.domain.duties import REVIEWER
from tongban.cases import api as cases
from tongban.cases.domain.decisions import Remedy
from tongban.cases.domain.problems import WrongStep
from tongban.cases.views import Case, CasePage
from tongban.doors.desk.views import case_page
from tongban.doors.shared import fields
from tongban.doors.shared.officers import StaffRequest, post
from tongban.kernel.problems import Problem

GRANTED, REFUSED = "granted", "refused"
LONGEST = 9  # digits of a version


@require_POST
@post(REVIEWER)
def accept(request: StaffRequest, number: str) -> HttpResponse:
    """Accept a case (受理)."""
    try:
        cases.take_in(number, actor=request.seat.actor(), expected=_seen(request))
    except Problem as problem:
        if _stands(request, number, problem, "accepted"):
            return _back(number, "accepted")
        return case_page(request, number, problem=problem, status=problem.status)
    return _back(number, "accepted")


@require_http_methods(["GET", "POST"])
@post(REVIEWER)
def supplement(request: StaffRequest, number: str) -> HttpResponse:
    """Name everything missing, once (一次告知): what is ticked, each with its reason."""
    if request.method != "POST":
        return case_page(request, number, deed="supplement")
    ticked = request.POST.getlist("gap")
    why = {name[4:]: str(value) for name, value in request.POST.items() if name[:4] == "why."}
    typed = {"gap": ticked, "why": why}
    try:
        cases.request_supplement(
            number,
            gaps={key: why.get(key, "") for key in ticked},
            actor=request.seat.actor(),
            expected=_seen(request),
        )
    except Problem as problem:
        return _again(request, number, "supplement", typed, problem)
    return _back(number, "supplement")


@require_http_methods(["GET", "POST"])
@post(REVIEWER)
def grant(request: StaffRequest, number: str) -> HttpResponse:
    """Grant (准予), with what the officer enters into the result."""
    if request.method != "POST":
        return case_page(request, number, deed="grant")
    typed = _typed(request)
    try:
        page = cases.page(number, actor=request.seat.actor())
        typed["states"] = _states(request, page)
        cases.decide(
            number,
            outcome=GRANTED,
            actor=request.seat.actor(),
            reason=_reason(page, typed),
            states=typed["states"],
            expected=_seen(request),
        )
    except Problem as problem:
        return _again(request, number, "grant", typed, problem)
    return _back(number, GRANTED)


@require_http_methods(["GET", "POST"])
@post(REVIEWER)
def refuse(request: StaffRequest, number: str) -> HttpResponse:
    """Refuse (不予), with the reason, the remedy and its deadline (许可法 第三十八条)."""
    if request.method != "POST":
        return case_page(request, number, deed="refuse")
    typed = _typed(request)
    until = _date(typed["until"])
    try:
        cases.decide(
            number,
            outcome=REFUSED,
            actor=request.seat.actor(),
            reason=typed["reason"],
            remedy=Remedy(typed["remedy"], until) if until else None,
            expected=_seen(request),
        )
    except Problem as problem:
        return _again(request, number, "refuse", typed, problem)
    return _back(number, REFUSED)


def _typed(request: StaffRequest) -> dict[str, Any]:
    return {
        "reason": request.POST.get("reason", "").strip(),
        "remedy": request.POST.get("remedy", "").strip(),
        "until": request.POST.get("until", ""),
        "seen": request.POST.getlist("seen"),
    }


def _states(request: StaffRequest, page: CasePage) -> dict[str, Any]:
    found = {
        each.kind.id: fields.read(each.kind, request.POST, f"r.{each.kind.id}")
        for each in page.enter
    }
    return {kind: value for kind, value in found.items() if value is not None}


def _reason(page: CasePage, typed: dict[str, Any]) -> str:
    """Join the officer's words with the points they judged, which belong to the reasons."""
    judged = [
        check.text.zh
        for check in page.checks
        if check.verdict == "officer" and str(check.no) in typed["seen"]
    ]
    parts = [typed["reason"]] if typed["reason"] else []
    if judged:
        parts.append("审查人核对：" + "；".join(judged))
    return "\n".join(parts)


def _again(
    request: StaffRequest, number: str, deed: str, typed: dict[str, Any], problem: Problem
) -> HttpResponse:
    said = {"grant": GRANTED, "refuse": REFUSED, "supplement": "supplement"}[deed]
    if _stands(request, number, problem, said):
        return _back(number, said)
    return case_page(
        request, number, deed=deed, typed=typed, problem=problem, status=problem.status
    )


def _stands(request: StaffRequest, number: str, problem: Problem, wanted: str) -> bool:
    """Say whether the very thing asked for has just been done by this officer (a double click).

    The case is then one step further than the page that was looked at, and the step is theirs.
    """
    seen = _seen(request)
    if not isinstance(problem, WrongStep) or seen is None:
        return False
    try:
        now = cases.case(number, actor=request.seat.actor())
    except Problem:
        return False
    return now.status == wanted and _by(now, wanted) in ("", request.seat.name)


def _by(case: Case, wanted: str) -> str:
    if case.decision and wanted in (GRANTED, REFUSED):
        return case.decision.by
    if case.notice and wanted == "supplement":
        return case.notice.by
    return ""


def _seen(request: StaffRequest) -> int | None:
    """Return the version of the case the officer looked at."""
    seen = request.POST.get("seq", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LONGEST else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _back(number: str, said: str) -> HttpResponse:
    return redirect(f"{reverse('desk:case', args=[number])}?said={said}")
