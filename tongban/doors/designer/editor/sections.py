"""In which order people edit (编辑次序): the usual things first; what is not named comes by itself.

The order is for the eye alone: a field that stands here and is not in the schema is nowhere, one
that is in the schema and stands nowhere here is in the last section.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.catalogue.domain.field_words import words_of
from tongban.doors.designer.editor.shapes import SIMPLE, properties, schema_of, shape_of
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a definition that is edited on one page (编辑页)."""

    id: str
    title: Text
    fields: tuple[str, ...]


def _s(id_: str, zh: str, en: str, *fields: str) -> Section:
    return Section(id_, Text(zh, en), fields)


_HAND: Mapping[str, Sequence[Section]] = {
    "service": (
        _s("limits", "时限和收费", "Limits and fees",
           "time_limit", "fee", "visits", "demo_days", "special_procedures", "cross_region"),
        _s("materials", "材料", "Materials", "materials"),
        _s("questions", "表单问题", "Questions", "needs"),
        _s("route", "环节和部门", "Steps and route", "steps", "cooperating"),
        _s("conditions", "条件", "Conditions", "conditions"),
        _s("situations", "情形", "Situations", "situations"),
        _s("basics", "基本信息", "Basics",
           "name", "kind", "agency", "applicants", "aliases", "scope", "note"),
        _s("result", "办理结果", "Result", "result", "downstream"),
        _s("answers", "问与答、依据", "Answers and law", "faq", "law", "sources", "unverified"),
        _s("examples", "测试", "Tests", "examples"),
        _s("procedure", "办理规程", "Procedure", "procedure"),
        _s("standard", "国标字段", "National fields", "standard"),
    ),
    "life_event": (
        _s("items", "事项", "Services", "items"),
        _s("basics", "基本信息", "Basics", "name", "title", "lead", "aliases", "promised", "note"),
        _s("examples", "测试", "Tests", "examples"),
    ),
    "policy": (
        _s("clauses", "条款", "Clauses", "clauses"),
        _s("basics", "基本信息", "Basics", "name", "status", "year", "region", "base", "note"),
        _s("facts", "数据项", "Facts", "facts"),
        _s("examples", "测试", "Tests", "examples"),
    ),
    "parameters": (_s("figures", "数值", "Figures", "figures"),),
    "agency": (
        _s("duties", "职责和诉求去向", "Duties and routes", "duties"),
    ),
}  # fmt: skip
_KEPT = frozenset({"version", "until", "extra"})
"""Said beside every section, or nobody's business."""

COLUMNS: Mapping[str, Sequence[str]] = {
    "needs": ("fact", "from", "role", "required", "situation"),
    "materials": ("name", "kind", "licence", "required", "situation", "when_text"),
    "conditions": ("text",),
    "steps": ("text", "agency", "situation"),
    "cooperating": ("agency", "role", "order", "mode"),
    "situations": ("id", "name", "note"),
    "items": ("service", "required", "trigger", "stage"),
    "special_procedures": ("type", "days", "unit", "text"),
}
"""What stands in the columns of a table; other lists show what is simple in them."""

ORDER: Mapping[str, Sequence[str]] = {
    "materials": ("name", "kind", "required", "licence", "issuer", "when_text", "situation"),
    "time_limit": ("promised", "statutory"),
    "needs": ("fact", "required", "from", "role", "name"),
}
"""What comes first within a list or a group."""


def sections(kind: str) -> tuple[Section, ...]:
    """Return the sections of a kind: those made by hand, then whatever the schema has besides."""
    fields = {
        key: node
        for key, node in properties(schema_of(kind)).items()
        if key not in _KEPT and key != kind
    }
    made = [
        Section(one.id, one.title, tuple(key for key in one.fields if key in fields))
        for one in _HAND.get(kind, ())
    ]
    made = [one for one in made if one.fields]
    rest = [key for key in fields if not any(key in one.fields for one in made)]
    plain = tuple(key for key in rest if shape_of(fields[key]).kind in SIMPLE)
    if kind in _HAND:
        more = Section("more", Text("其他", "More"), tuple(rest))
        return (*made, more) if rest else tuple(made)
    large = [Section(key, Text(*words_of((key,))), (key,)) for key in rest if key not in plain]
    basics = Section("basics", Text("基本信息", "Basics"), plain)
    return tuple(one for one in (basics, *large) if one.fields)


def section(kind: str, ident: str) -> Section | None:
    """Return a section by its id."""
    return next((one for one in sections(kind) if one.id == ident), None)


def section_of(kind: str, field: str) -> str:
    """Return the id of the section in which a field is edited."""
    found = (one.id for one in sections(kind) if field in one.fields)
    return next(found, sections(kind)[0].id)


def ordered(keys: Sequence[str], within: str) -> list[str]:
    """Put keys in the order people expect, those nobody ordered after."""
    first = [key for key in ORDER.get(within, ()) if key in keys]
    return [*first, *(key for key in keys if key not in first)]
