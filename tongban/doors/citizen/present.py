"""How a plan is shown (方案的样子): stages, pictures, sums; plain values made of the faces' answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.catalogue.domain.model import Book
from tongban.doors.shared import words
from tongban.doors.shared.drawing import Arrow, Box, Picture
from tongban.policy.api import Plan, PlannedService

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Job:
    """A service in a stage of a plan: what a line of it shows."""

    id: str
    name: str
    agency: str
    under: str = ""
    waits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of a plan with the services that run in it side by side."""

    title: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A material as a list shows it."""

    name: str
    service: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Maybe:
    """An optional service and the situation it is for."""

    id: str
    name: str
    trigger: str


def step(number: int, count: int = 0) -> str:
    """Name a step: "第一步", and that its services run at the same time where they do."""
    if words.language() == "en":
        name = f"Step {number}"
    else:
        name = f"第{NUMERALS[number - 1] if number <= len(NUMERALS) else number}步"
    return f"{name}　{_('同时办')}" if count > 1 else name


def stages(plan: Plan, book: Book) -> list[Stage]:
    """List the stages of a plan, each service with its agency and what it waits for."""
    return [
        Stage(step(i, len(stage)), tuple(_job(each, plan, book) for each in stage))
        for i, stage in enumerate(plan.stages, start=1)
    ]


def picture(plan: Plan, book: Book) -> Picture:
    """Make the picture of a plan: boxes in columns, and which licence each arrow carries."""
    return Picture(
        stages=[
            [
                Box(
                    each.key,
                    words.said(_service_name(each, book)),
                    _agency(each.service, book),
                    waits=words.listed(_waits(each, plan, book)),
                )
                for each in stage
            ]
            for stage in plan.stages
        ],
        arrows=[Arrow(e.from_, e.to, _licence(e.via, book)) for e in plan.edges],
        titles=[step(i, len(stage)) for i, stage in enumerate(plan.stages, start=1)],
    )


def optional(plan: Plan, book: Book, *, undecided_only: bool = True) -> list[Maybe]:
    """List the optional services, each with the situation that brings it in."""
    return [
        Maybe(o.service, words.said(book.services[o.service].name), words.said(o.trigger))
        for o in plan.optional
        if o.material is None
        and o.service in book.services
        and (o.included is None or not undecided_only)
    ]


def to_bring(plan: Plan, book: Book) -> list[Line]:
    """List the materials the person must hand in, each with the service that wants it."""
    return [Line(words.said(m.name), _name(m.service, book)) for m in plan.materials.asked]


def not_to_bring(plan: Plan, book: Book) -> list[Line]:
    """List the materials nobody is asked for, each with who holds it; one line for each."""
    lines: dict[str, Line] = {}
    for material in plan.materials.found:
        if material.produced_by:
            source = _("由“%(name)s”办出来") % {"name": _name(material.produced_by, book)}
        else:
            holder = book.agencies.get(material.held_by or "")
            source = words.said(holder.name) if holder else _("政府部门")
        lines.setdefault(words.said(material.name), Line(words.said(material.name), "", source))
    return list(lines.values())


def sums(plan: Plan) -> list[tuple[int, str]]:
    """Say a plan in four numbers: services, questions, materials, trips."""
    return [
        (len(plan.services), _("件事一次办")),
        (len(plan.asked), _("个问题")),
        (len(plan.materials.asked), _("样要您交")),
        (plan.visits, _("次要您跑")),
    ]


def days(plan: Plan) -> str:
    """Say how long a plan takes; what no source publishes is said so and never invented."""
    unknown = len({service.partition("@")[0] for service in plan.unknown_days})
    if plan.critical_days is None or plan.sum_days is None:
        return _("各部门都没有公布办理天数，我们不替它们估。")
    counts = {"sum": words.days(plan.sum_days), "critical": words.days(plan.critical_days)}
    if unknown:
        said = _("公布了时限的几件，同时办要 %(critical)s。") % counts
    elif plan.sum_days == plan.critical_days:
        said = _("全部办好要 %(critical)s。") % counts
    else:
        said = _("逐件去办要 %(sum)s，同时办 %(critical)s。") % counts
    if unknown:
        said += ngettext(
            "还有 %(n)d 件没有公布时限，没算在内。",
            "还有 %(n)d 件没有公布时限，没算在内。",
            unknown,
        ) % {"n": unknown}
    return said


def lead(plan: Plan) -> str:
    """Say in one sentence what a life event spares the person."""
    agencies = len(plan.agencies)
    if agencies < 2:  # noqa: PLR2004 - "several" begins here
        return _("填一张表，一次提交。")
    return ngettext(
        "%(n)d 个部门的事，填一张表，一次提交。",
        "%(n)d 个部门的事，填一张表，一次提交。",
        agencies,
    ) % {"n": agencies}


def unverified(marks: Iterable[str]) -> list[str]:
    """Say in words which parts of a definition nobody has verified yet."""
    return list(dict.fromkeys(_mark(mark) for mark in marks))


def _mark(mark: str) -> str:
    known = {
        "time_limit": _("时限"),
        "fee": _("费用"),
        "materials": _("材料"),
        "conditions": _("条件"),
        "legal_basis": _("依据"),
        "law": _("依据"),
        "steps": _("步骤"),
        "result": _("结果"),
        "cross_region": _("异地办理"),
        "form_fields": _("要填的内容"),
        "cooperating": _("协办部门"),
        "on_site_visits": _("到场次数"),
        "listed": _("是否列入国家重点事项"),
        "special_procedures": _("特别程序"),
        "promised": _("承诺时限"),
        "department": _("主管部门"),
    }
    if mark.startswith("time_limit.promised"):
        return _("承诺时限")
    if mark.startswith("time_limit.statutory"):
        return _("法定时限")
    return known.get(mark.partition(".")[0].partition("[")[0], mark)


def _job(each: PlannedService, plan: Plan, book: Book) -> Job:
    waits = _waits(each, plan, book)
    under = _("拿到%(what)s后自动开始") % {"what": words.listed(waits)} if waits else ""
    name = _service_name(each, book)
    return Job(each.service, name, _agency(each.service, book), under, waits)


def _waits(each: PlannedService, plan: Plan, book: Book) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_licence(e.via, book) for e in plan.waits_for(each.key)))


def _service_name(each: PlannedService, book: Book) -> str:
    _id, at, role = each.key.partition("@")
    name = _name(each.service, book)
    return f"{name}（{words.said(book.roles[role].name)}）" if at and role in book.roles else name


def _name(service: str, book: Book) -> str:
    service = service.partition("@")[0]
    return words.said(book.services[service].name) if service in book.services else service


def _agency(service: str, book: Book) -> str:
    found = book.services.get(service)
    agency = book.agencies.get(found.agency) if found else None
    return words.said(agency.name) if agency else ""


def _licence(licence: str, book: Book) -> str:
    return words.said(book.licences[licence].name) if licence in book.licences else licence
