"""Seeing it through (办理进度): an application stage by stage, a case with its clock, what is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases.domain.special import words_of
from tongban.cases.domain.terms import INTAKE_DAYS
from tongban.cases.views import Application, Case, CaseFact, Matter
from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import PublicService
from tongban.doors.citizen import present
from tongban.doors.citizen.views import (
    actor,
    for_whom,
    own_purpose,
    paying,
    problem_words,
    wards,
)
from tongban.doors.shared import daysheet, doings, papers
from tongban.doors.shared.access import signed_in
from tongban.doors.shared.doings import OPEN
from tongban.doors.shared.fields import Choice
from tongban.doors.shared.words import day, days, language, said, unbroken
from tongban.kernel.actors import Actor
from tongban.kernel.calendar import WorkingCalendar
from tongban.kernel.problems import Problem
from tongban.kernel.time import city_date, now
from tongban.voice import api as voice

DONE = ("granted",)
ENDED = ("granted", "refused", "withdrawn", "not_accepted", "terminated", "blocked")
TAGS = {
    "granted": "held", "filed": "info", "accepted": "info", "supplement": "ask",
    "refused": "late", "blocked": "late", "not_accepted": "late",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of an application: its title, how far it is, its matters."""

    title: str
    state: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """The days of a matter (计时): left, used, all; whether late, whether of the simulation only."""

    left: int
    used: int
    all: int
    late: bool
    demo: bool


def status_words(status: str) -> str:
    """Say a status in a word that stands beside its colour."""
    return {
        "waiting": _("等待中"),
        "filed": _("已提交"),
        "supplement": _("等您补正"),
        "accepted": _("审查中"),
        "granted": _("已办好"),
        "refused": _("没有办成"),
        "withdrawn": _("已撤回"),
        "not_accepted": _("没有受理"),
        "terminated": _("已终止"),
        "blocked": _("被挡住了"),
    }.get(status, status)


@signed_in
def application(request: HttpRequest, application: int) -> HttpResponse:
    """Show when everything will be done, what stands where, and what is asked of the person."""
    found = cases.application(application, actor=actor(request))
    today = city_date(now())
    matters = found.matters
    context = {
        "a": found,
        "title": said(found.title),
        "new": request.GET.get("new") == "1",
        "heading": _heading(found),
        "sub": _sub(found),
        "stages": _stages(matters),
        "asked": [m for m in matters if m.status == "supplement"],
        "more": _more(found, actor(request)),
        "counts": _counts(matters, today),
        "sums": [
            (sum(m.status in DONE for m in matters), _("件已办好")),
            (sum(m.status in OPEN for m in matters), _("件在办")),
            (sum(m.status == "supplement" for m in matters), _("件等您补正")),
        ],
        "left": {m.case: (m.due - today).days for m in matters if m.due},
        "agencies": list(dict.fromkeys(said(m.agency_name) for m in matters)),
        "tags": TAGS,
        "status_words": status_words,
        "today": today,
    }
    return render(request, "citizen/application.html", context)


@signed_in
def receipt(request: HttpRequest, application: int) -> HttpResponse:
    """Hand out the dated receipt as PDF (受理回执)."""
    content = cases.receipt(application, actor=actor(request), language=language())
    return papers.shown(content, "application/pdf", name="receipt")


@signed_in
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case: its clocks and how they are counted, its life, what it rests on, what next."""
    return _case_page(request, number)


@signed_in
@require_POST
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Take the rating of a finished case (好差评)."""
    found = cases.case(number, actor=actor(request))
    level = request.POST.get("level", "")
    if level not in {"1", "2", "3", "4", "5"}:
        return _case_page(request, number, rating_error=_("请先选一个。"))
    try:
        voice.rate(
            found.id,
            level=int(level),
            words=request.POST.get("words", "").strip(),
            actor=actor(request),
        )
    except Problem as problem:
        return _case_page(request, number, rating_error=problem_words(problem))
    return redirect("citizen:case", number=number)


def _case_page(request: HttpRequest, number: str, *, rating_error: str = "") -> HttpResponse:
    who = actor(request)
    opened = cases.opened(number, actor=who)
    found = cases.case(opened, actor=who)
    purpose = own_purpose("查看自己的办件")
    today = city_date(now())
    theirs = {
        for_whom(request),
        *(party for several in wards(request).values() for party in several),
    }
    context = {
        "c": found,
        "name": said(found.service.name),
        "roles": _by_role(cases.facts_of(opened, actor=who, purpose=purpose)),
        "disputable": {role for role, party in found.bind.items() if party in theirs},
        "timeline": list(reversed(cases.timeline(opened, actor=who))),
        "tag": TAGS.get(found.status, ""),
        "status": status_words(found.status),
        "doings": doings.possible(found, today) if found.applicant in theirs else [],
        "hearing_until": doings.hearing_until(found),
        "sheets": daysheet.sheets(found.clocks, cases.explain_clock(opened, actor=who), today),
        "papers": cases.papers(opened, actor=who),
        "ground": words_of,
        "running": found.status in OPEN,
        "lacking": [
            one.name for one in found.service.materials if f"material:{one.no}" in found.lacking
        ],
        "next": _next(found),
        "rating": voice.rating(found.id) if found.status in ENDED else None,
        "levels": _levels(request.POST.get("level", "")),
        "may_rate": found.status in ("granted", "refused"),
        "rating_error": rating_error,
        "days": days,
        "cost": paying.of_case(found.number),
    }
    return render(request, "citizen/case.html", context, status=400 if rating_error else 200)


def _next(found: Case) -> str:
    """Say what comes next, in a sentence; nothing where the page itself asks for it."""
    course = found.course
    if found.status == "filed":
        return _("接下来：五个工作日内告诉您受理不受理。到期没有答复，就算受理了。")
    if found.status != "accepted":
        return ""
    if course.stopped:
        until = max(one.until for one in course.stopped)
        return _("接下来：特别程序最晚 %(day)s结束，之后接着算。") % {"day": day(until)}
    if found.due:
        return _("接下来：审查，最晚 %(day)s作出决定，结果发短信告诉您。") % {"day": day(found.due)}
    return _("接下来：审查，作出决定后发短信告诉您。")


def _by_role(facts: list[CaseFact]) -> dict[str, list[CaseFact]]:
    roles: dict[str, list[CaseFact]] = {}
    for fact in facts:
        roles.setdefault(said(fact.role), []).append(fact)
    return roles


def _levels(taken: str) -> list[Choice]:
    names = (_("非常满意"), _("满意"), _("基本满意"), _("不满意"), _("非常不满意"))
    return [Choice(str(i), name, str(i) == taken) for i, name in enumerate(names, start=1)]


def _stages(matters: Iterable[Matter]) -> list[Stage]:
    by_stage: dict[int, list[Matter]] = {}
    for matter in matters:
        by_stage.setdefault(matter.stage, []).append(matter)
    stages = []
    for place, number in enumerate(sorted(by_stage), start=1):
        found = tuple(by_stage[number])
        statuses = {m.status for m in found}
        state = "done" if statuses <= set(ENDED) else "now" if statuses - {"waiting"} else ""
        stages.append(Stage(present.step(place, len(found)), state, found))
    return stages


def _heading(found: Application) -> str:
    """Say the one thing the person wants to know: when it is all done."""
    statuses = {m.status for m in found.matters}
    # The end of the whole is written down a moment after that of its last matter.
    ended = found.finished_on or (city_date(now()) if statuses <= set(ENDED) else None)
    if ended is not None:
        granted = statuses == {"granted"}
        when = {"day": unbroken(day(ended))}
        return (_("%(day)s全部办好了") if granted else _("%(day)s都有了结果")) % when
    if "supplement" in statuses:
        return _("有一处要请您补一下")
    expected = _expected(found)
    if expected:
        return _("预计 %(day)s全部办好") % {"day": unbroken(day(expected))}
    return _("正在办，有的部门没有公布时限")


def _more(found: Application, who: Actor) -> dict[int, Case]:
    """Look into the cases whose reasons belong on this page: refused, or waiting for a supplement."""
    return {
        m.case: cases.case(m.case, actor=who)
        for m in found.matters
        if m.status in ("refused", "supplement")
    }


def _counts(matters: Iterable[Matter], today: date) -> dict[int, Count]:
    """Count the days of every matter that runs, by its limit as published; nothing invented."""
    services, calendar = catalogue.book().services, agencies.calendar()
    made = {}
    for m in matters:
        service = services.get(m.service)
        if m.due is None or service is None or m.status not in ("filed", "accepted"):
            continue
        limit = _limit(service) if m.status == "accepted" else (INTAKE_DAYS, True, False)
        if limit is None:
            continue
        all_, working, demo = limit
        late = m.due < today
        left = calendar.between(today, m.due) if working else max((m.due - today).days, 0)
        made[m.case] = Count(min(left, all_), max(all_ - left, 0), all_, late, demo)
    return made


def _limit(service: PublicService) -> tuple[int, bool, bool] | None:
    """Return the days in which a service is done, whether working days, whether the demo's."""
    for limit in (service.promised, service.statutory):
        if limit.days is not None:
            return limit.days, limit.unit != "calendar_day", False
    return None if service.demo_days is None else (service.demo_days, True, True)


def _sub(found: Application) -> str:
    """Say beneath it what went otherwise than hoped, and that the rest goes on."""
    statuses = [m.status for m in found.matters]
    refused = statuses.count("refused") + statuses.count("blocked")
    if refused:
        return ngettext(
            "有 %(n)d 件没有办成，别的不受影响。", "有 %(n)d 件没有办成，别的不受影响。", refused
        ) % {"n": refused}
    return _("其余的照常在办。") if "supplement" in statuses else ""


def _expected(found: Application) -> date | None:
    """Reckon the last day: what runs by its due day, what waits by its limit after that.

    None as soon as one service publishes no limit: nothing is invented.
    """
    services = catalogue.book().services
    calendar = agencies.calendar()
    reached = city_date(now())
    for stage in sorted({m.stage for m in found.matters}):
        ends = [reached]
        for m in found.matters:
            if m.stage != stage or m.status not in OPEN:
                continue
            # Before acceptance the due day is that of intake; the limit runs from acceptance.
            running = m.status == "accepted"
            end = m.due if running else _after(reached, services.get(m.service), calendar)
            if end is None:
                return None
            ends.append(end)
        reached = max(ends)
    return reached


def _after(start: date, service: PublicService | None, calendar: WorkingCalendar) -> date | None:
    for limit in (service.promised, service.statutory) if service else ():
        if limit.days is not None and limit.unit == "calendar_day":
            return start + timedelta(days=limit.days)
        if limit.days is not None:
            return calendar.add(start, limit.days)
    return None
