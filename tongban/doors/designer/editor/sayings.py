"""What the checks found, said at the field (字段提示): what is wrong, and what to do about it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.catalogue.api import Finding
from tongban.catalogue.domain.checks import check_of
from tongban.catalogue.domain.jsontext import Path
from tongban.doors.shared.words import language, said

_PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_LATIN = re.compile(r"\s*[(（][A-Za-z][^()（）]*[)）]|\s*\([a-z][^)]*\)")


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in plain words (提示): where, what, what to do; `blocks` where it must be mended."""

    path: Path
    words: str
    mend: str
    blocks: bool
    rule: str


def path_of(field: str) -> Path:
    """Read a path as findings write it.

    >>> path_of("materials[0].kind")
    ('materials', 0, 'kind')
    """
    return tuple(int(no) if no else key for no, key in _PART.findall(field))


def said_of(one: Finding, within: Path = ()) -> Said:
    """Say one finding; `within` is where its definition stands in the file."""
    path = path_of(one.field)
    if path[: len(within)] == within:
        path = path[len(within) :]
    words, mend = _words(one)
    if one.rule == "schema.required":
        path = (*path, one.message.split()[2])
    return Said(path, words, mend, one.level == "error", one.rule)


def _words(one: Finding) -> tuple[str, str]:
    if one.rule.startswith("schema."):
        return _shape(one.rule.partition(".")[2], one.message)
    known = check_of(one.rule)
    if language() == "en":
        return (known.what, said(known.mend)) if known else (one.message, "")
    words = _LATIN.sub("", one.message)
    mend = said(known.mend) if known else ""
    return words, "" if mend and mend.rstrip("。") in words else mend


def _shape(what: str, message: str) -> tuple[str, str]:
    match what:
        case "required":
            found = _("这一项还没有填。"), _("请填上。")
        case "enum":
            found = _("这个词不在可选的范围里。"), _("请从列出的里面选一个。")
        case "type":
            wants = message.partition(" must be ")[2]
            number = "number" in wants
            found = (
                (_("这里要写数字。"), _("只写数字，单位不要写进来。"))
                if number
                else (_("这里写的不是要的那一类内容。"), _("请照旁边的说明改写。"))
            )
        case "format" | "pattern":
            found = _("写法不对。"), _("日期写成 2026-01-31，代码只用字母、数字和短横。")
        case "minimum" | "maximum":
            found = _("数字超出了范围。"), _("请核对是不是多写或少写了一位。")
        case "minItems" | "minProperties" | "minLength":
            found = _("这里还是空的。"), _("请填上，或者整个去掉。")
        case "additionalProperties":
            found = _("这里多出了一项没有定义的内容。"), _("请去掉它。")
        case _:
            found = _("这里的内容不完整。"), _("请照旁边的说明补上。")
    return found


def placed(
    found: Iterable[Finding], within: Path = ()
) -> tuple[list[Said], Mapping[Path, list[Said]]]:
    """Say findings, the blocking ones first, and by the place where each belongs."""
    every = [said_of(one, within) for one in found]
    every.sort(key=lambda one: not one.blocks)
    by: dict[Path, list[Said]] = {}
    for one in every:
        by.setdefault(one.path, []).append(one)
    return every, by
