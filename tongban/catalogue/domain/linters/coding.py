"""Codes and columns (编码与数据项): words of the code sets, national codes, lengths, dates, laws.

Checked by profile: the standard and practice differ in the length of the codes, so a code is
wrong only when it fits none of them, or when its own parts disagree with the item.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.standard import codes, rows
from tongban.catalogue.domain.standard.fields import Field, Table
from tongban.catalogue.domain.standard.package import TABLES
from tongban.catalogue.domain.standard.paths import ABSENT
from tongban.kernel.identifiers import check_uscc
from tongban.kernel.problems import Problem


def columns(context: Context) -> Iterator[Finding]:
    """Find words that their code set lacks, and texts longer than the column of the standard."""
    for one in context.of("service"):
        told: set[Path] = set()
        coded = "standard" in one.value or any(
            "standard" in item for item in one.value.get("materials") or ()
        )
        for table, no, field, value in _cells(one, coded=coded):
            where = _place(table, no, field)
            found = _word(field, value) if field.set else _length(table, field, value)
            if found and where not in told:
                told.add(where)
                yield one.finding(where, *found)


def _word(field: Field, value: Any) -> tuple[str, str] | None:
    for each in value if isinstance(value, list) else [value]:
        if codes.known(field.set, str(each)) is None:
            name = codes.register()["sets"][field.set]["name"]
            said = (
                f"“{each}”不在代码集“{name}”里(not in the code set);"
                f"可以写 {'、'.join(codes.words(field.set))}"
            )
            return "standard.word", said
    return None


def _length(table: Table, field: Field, value: Any) -> tuple[str, str, str] | None:
    text = field.write(value)
    if text is None or field.most is None or len(text) <= field.most:
        return None
    said = (
        f"{field.name}有 {len(text)} 个字符,{table.standard}最长 {field.most}"
        "(longer than the column);请写短"
    )
    return "standard.length", said, "warning"


@cache
def _looked_at() -> tuple[tuple[Table, tuple[Field, ...]], ...]:
    """Return the fields that bound a text or name a word of a set, each place once."""
    seen: set[tuple[str, str]] = set()
    found = []
    for table in TABLES:
        own = []
        for field in table.fields:
            key = (table.rows, field.path)
            is_word = field.set and field.path.startswith("standard.")
            if (
                not table.derived
                and key not in seen
                and (is_word or (field.most and not field.set))
            ):
                seen.add(key)
                own.append(field)
        found.append((table, tuple(own)))
    return tuple(found)


def _cells(one: Definition, *, coded: bool) -> Iterator[tuple[Table, int, Field, Any]]:
    for table, fields in _looked_at():
        for no, item in enumerate(rows.objects(table, one.value)):
            for field in fields:
                if coded or not field.path.startswith("standard."):
                    value = rows.own(field, item)
                    if value is not ABSENT and value is not None:
                        yield table, no, field, value


def _place(table: Table, no: int, field: Field) -> Path:
    around: Path = (*table.rows.split("."), no) if table.rows else ()
    return (*around, *field.path.split("."))


def national_codes(context: Context) -> Iterator[Finding]:
    """Find basic and implementation codes of no profile, or at odds with the item."""
    for one in context.of("service"):
        standard = one.value.get("standard") or {}
        for key, name in (("basic_code", "基本编码"), ("task_code", "实施编码")):
            given = standard.get(key)
            if not given:
                continue
            found = codes.profile_of(key, given)
            where = ("standard", key)
            if found is None:
                known = ";".join(each["name"] for each in codes.register()["codes"][key])
                said = f"{name} {given} 不合任何一种用法(fits no profile): {known}"
                yield one.finding(where, "standard.code", said, "warning")
            elif found.get("uscc"):
                for said in _parts(one, found, context):
                    yield one.finding(where, "standard.code", f"{name}里{said}", "warning")


def _parts(one: Definition, found: Mapping[str, Any], context: Context) -> Iterator[str]:
    """Say which parts of an implementation code disagree with what the item says."""
    standard = one.value.get("standard") or {}
    agency = context.book.agencies.get(one.value["agency"])
    try:
        check_uscc(found["uscc"])
    except Problem:
        yield f"的统一社会信用代码 {found['uscc']} 校验不对(check character)"
    if agency and agency.uscc and agency.uscc != found["uscc"]:
        yield f"的实施主体 {found['uscc']} 不是 {agency.name.zh} 的 {agency.uscc}(another agency)"
    if standard.get("basic_code") and standard["basic_code"] != found["basic"]:
        yield f"的基本编码 {found['basic']} 与 {standard['basic_code']} 不同(another basic code)"
    level = standard.get("level")
    if (
        level
        and codes.known("level", level)
        and codes.code("level", level, codes.GB) != found["level"]
    ):
        yield f"的行使层级 {found['level']} 与“{level}”不同(another level)"


def days(context: Context) -> Iterator[Finding]:
    """Find plans that end before they begin."""
    for one in context.of("service"):
        standard = one.value.get("standard") or {}
        begin, end = standard.get("plan_from"), standard.get("plan_until")
        if begin and end and end < begin:
            said = f"计划取消日期 {end} 早于生效日期 {begin}(ends before it begins)"
            yield one.finding(("standard", "plan_until"), "standard.days", said)


def laws(context: Context) -> Iterator[Finding]:
    """Find laws that the register does not know, where there is a register."""
    known = context.book.laws
    if not known:
        return
    for one in context.given:
        for no, item in enumerate(one.value.get("law") or () if one.kind != "law" else ()):
            if item["law"] not in known:
                said = f"法规登记里没有《{item['law']}》(not registered);请登记到 laws,指南才能链接到原文"
                yield one.finding(("law", no, "law"), "laws.unregistered", said, "warning")


RULES = (columns, national_codes, days, laws)
