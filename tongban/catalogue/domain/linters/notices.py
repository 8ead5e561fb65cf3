"""What a notice says (通知模板): known variables, short text messages, nothing personal in a preview."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.linters.context import Context
from tongban.catalogue.domain.notices import SMS, holes, variables

SMS_LENGTH = 201
"""Characters of a Chinese text message of three parts (3 × 67, UCS-2 with a concatenation header)."""
SUBJECT_LENGTH = 60
ROOM = 20
"""Characters a variable takes where its definition names no length."""
PREVIEWS = ("subject", "sms")


def _languages(said: Any) -> Iterator[tuple[str, str]]:
    given = said if isinstance(said, Mapping) else {"zh": said}
    yield from ((language, words) for language, words in given.items() if words)


def words(context: Context) -> Iterator[Finding]:
    """Find unknown and unused variables, personal ones in previews, long messages, lost languages."""
    for one in context.of("notice"):
        known = dict(variables(one.value))
        used: set[str] = set()
        for part in ("subject", "body", "sms"):
            for language, said in _languages(one.value.get(part) or {}):
                used.update(holes(said))
                yield from _holes(one, (part, language, said), known)
                yield from _length(one, (part, language, said), known)
        for name in known.keys() - used:
            found = f"变量 {name} 没有用到(never used);请删去,或写进正文"
            yield one.finding(("variables", name), "notices.unused", found, "warning")
        yield from _whole(one)


def _holes(
    one: Definition, at: tuple[str, str, str], known: Mapping[str, Any]
) -> Iterator[Finding]:
    part, language, said = at
    for name in holes(said):
        if name not in known:
            found = f"{part} 用了没有说明的变量 {name}(unknown variable);请写进 variables"
            yield one.finding((part, language), "notices.unknown-variable", found)
        elif part in PREVIEWS and known[name].get("personal", True) and not one.value.get("secret"):
            found = f"{part} 会显示在锁屏上,不能有个人信息 {name}(personal in a preview);请移到正文"
            yield one.finding((part, language), "notices.personal-preview", found)


def _length(
    one: Definition, at: tuple[str, str, str], known: Mapping[str, Any]
) -> Iterator[Finding]:
    part, language, said = at
    most = {"subject": SUBJECT_LENGTH, "sms": SMS_LENGTH}.get(part)
    room = sum(known.get(name, {}).get("length", ROOM) - len(name) - 2 for name in holes(said))
    if (
        most is not None
        and len(said) + room > most
        and not (part == "subject" and language != "zh")
    ):
        found = f"{part} 连同变量约 {len(said) + room} 字,超过 {most} 字(too long);请写短"
        yield one.finding((part, language), "notices.too-long", found)


def _whole(one: Definition) -> Iterator[Finding]:
    value = one.value
    if value.get("serves") and not value.get("law"):
        yield one.finding(
            ("law",), "notices.no-law", "送达文书的通知要写法律依据(no law named);请写 law"
        )
    if SMS in (value.get("channels") or ()) and not value.get("sms"):
        yield one.finding(
            ("sms",), "notices.no-sms", "走短信的通知要写短信文本(no sms text);请写 sms"
        )
    spoken = {
        part: {lang for lang, _ in _languages(value.get(part) or {})}
        for part in ("subject", "body")
    }
    if spoken["subject"] != spoken["body"]:
        found = "标题和正文的语言不一致(languages differ);请把每种语言都写全"
        yield one.finding(("subject",), "notices.languages", found, "warning")


RULES = (words,)
