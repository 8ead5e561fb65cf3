"""Tiny books made by hand, so that a test shows everything its plan depends on."""

from functools import cache
from pathlib import Path

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import (
    Book,
    Days,
    EventItem,
    FactKind,
    FactRef,
    LicenceKind,
    LifeEvent,
    Material,
    Need,
    Output,
    PublicService,
    Role,
)
from tongban.catalogue.files import definition_files
from tongban.kernel.text import Text
from tongban.policy.api import ANONYMOUS, Goals, plan

DEFINITIONS = Path(__file__).parents[3] / "definitions"

KINDS = (
    FactKind("idno", Text("号码"), "idno"),
    FactKind("gender", Text("性别"), "enum", derive={"from": "idno", "by": "gender"}),
    FactKind("birth", Text("出生日期"), "date", derive={"from": "idno", "by": "birth"}),
    FactKind("age", Text("年龄"), "number", derive={"from": "birth", "by": "age"}),
    FactKind("region", Text("地区"), "region", derive={"from": "idno", "by": "region"}),
    FactKind("insured", Text("已参保"), "bool", derive={"holds": "L-CARD"}),
)
ROLES = (
    Role("applicant", Text("申请人")),
    Role("spouse", Text("配偶"), relation="spouse"),
    Role("mother", Text("母亲")),
    Role("father", Text("父亲")),
    Role("child", Text("孩子"), relation="child", new=True),
    Role("company", Text("企业"), is_="company", relation="company", new=True),
    Role("legal", Text("法定代表人"), default="applicant"),
)


@cache
def definitions():
    """The definitions as committed, without a database; read once for all tests of a process."""
    return compile_book(load(definition_files(DEFINITIONS)).definitions)


def need(key, licence=None, role="applicant", when=None):
    return Need(FactRef(role, key), key, Text(key), licence, when=when)


def material(no, licence=None, *, kind="licence", of=("applicant",), required=True, when=None):
    return Material(no, Text(f"材料{no}"), kind, licence, of=of, required=required, when=when)


def service(
    id_, *, gives=None, to="applicant", needs=(), requires=(), optional=(), papers=0,
    days=None, visits=0, agency="A", unit="working_day", states=(),
):  # fmt: skip
    """A service; `requires` and `optional` list licences, or pairs of licence and role."""
    materials = []
    for required, licences in ((True, requires), (False, optional)):
        for one in licences:
            licence, role = one if isinstance(one, tuple) else (one, "applicant")
            materials.append(material(len(materials) + 1, licence, of=(role,), required=required))
    for _ in range(papers):
        materials.append(material(len(materials) + 1, kind="applicant_prepared"))
    return PublicService(
        id_, "2026-01-01", Text(f"办{id_}"), "公共服务", agency,
        needs=tuple(need(one) if isinstance(one, str) else one for one in needs),
        materials=tuple(materials),
        output=Output(Text("结果"), gives, to, states={one: {"official": True} for one in states}),
        statutory=Days(days, unit), visits=visits,
    )  # fmt: skip


def book(*services, events=(), about=None, kinds=(), roles=()):
    """A book of services; licences are those they speak of, about the applicant unless told."""
    about = about or {}
    ids = {one.output.licence for one in services} | set(about)
    ids |= {one.licence for each in services for one in (*each.materials, *each.needs)}
    return Book(
        roles={one.id: one for one in (*ROLES, *roles)},
        kinds={one.id: one for one in (*KINDS, *kinds)},
        licences={
            one: LicenceKind(one, Text(one), "H", about=about.get(one, "applicant"))
            for one in sorted(ids - {None})
        },
        services={one.id: one for one in services},
        events={one.id: one for one in events},
    )


def item(service_id, *, required=True, when=None, **bind):
    return EventItem(service_id, required, Text(f"情形{service_id}"), bind, when)


def event(*items, id_="LE", roles=None):
    return LifeEvent(id_, "2026-01-01", Text("一件事"), items, roles=roles or {})


def planned(made, *goals, **holdings):
    """Plan goals (all events, or else all services) with holdings, or for a bare number."""
    ids = goals or tuple(made.events) or tuple(made.services)
    from tongban.policy.api import Holdings

    held = Holdings(**holdings) if holdings else ANONYMOUS
    return plan(Goals.of(ids, made), made, holdings=held)


def stages(found):
    return [[one.key for one in stage] for stage in found.stages]


def edges(found):
    return {(edge.from_, edge.to, edge.via) for edge in found.edges}
