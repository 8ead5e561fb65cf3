"""Texts for citizens (给群众看的文字): short sentences, plain words, characters people can read.

Sentences end at 。!?; and at a new line. What is measured: characters in a sentence, commas in it,
的 in a clause, words of officialese from a list kept as data, characters beyond GB 2312; of English
the Flesch reading ease.

>>> [rule for rule, _ in faults_of("申请人凭有关材料办理。")]
['texts.officialese']
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from tongban.catalogue.domain.definitions import Definition
from tongban.catalogue.domain.finding import Finding
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.linters.context import Context

LONGEST = 60  # characters of a sentence
COMMAS = 5  # in a sentence; a list with 、 is no clause
MODIFIERS = 5  # 的 in a clause
EASIEST, WORDS = 20.0, 15  # Flesch reading ease below which, from so many words on, a text is hard

_SENTENCE = re.compile(r"[。!?！？;；\n]+")
_CLAUSE = re.compile(r"[，,:：()()]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_VOWELS = re.compile(r"[aeiouy]+")


@cache
def wording() -> Mapping[str, Any]:
    """Return the words of officialese with their plain ones, and the catch-alls."""
    text = resources.files("tongban.catalogue").joinpath("standard/officialese.json")
    made: Mapping[str, Any] = json.loads(text.read_text("utf-8"))
    return made


def faults_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield (rule, what) for what makes a Chinese text hard to read."""
    for sentence in filter(None, (each.strip() for each in _SENTENCE.split(text))):
        if len(sentence) > LONGEST:
            yield "texts.long", f"有一句 {len(sentence)} 个字,超过 {LONGEST} 个;请拆成短句"
        if sentence.count("，") + sentence.count(",") >= COMMAS:
            yield "texts.stacked", "一句里逗号太多,说了好几件事;请分成几句"
        elif any(clause.count("的") >= MODIFIERS for clause in _CLAUSE.split(sentence)):
            yield "texts.stacked", "一个分句里“的”太多,修饰叠着修饰;请拆开说"
    for word, plain in wording()["words"].items():
        if word in text:
            yield "texts.officialese", f"“{word}”:{plain}"
    rare = sorted({each for each in _HAN.findall(text) if not _common(each)})
    if rare:
        yield "texts.rare", f"“{''.join(rare)}”多数人不认识;请换字,或加注音"


def _common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def ease(text: str) -> float | None:
    """Return the Flesch reading ease of an English text; None where it is too short to tell.

    >>> ease("Too short to tell.") is None
    True
    >>> round(ease("You can do it here. Bring your card. It is free. We call you when it is done."))
    118
    """
    words = re.findall(r"[A-Za-z']+", text)
    if len(words) < WORDS:
        return None
    sentences = max(1, len(re.findall(r"[.!?;]+(?:\s|$)", text)))
    syllables = sum(_syllables(word.lower()) for word in words)
    return 206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words)


def _syllables(word: str) -> int:
    silent = word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(_VOWELS.findall(word)) - silent)


def texts(one: Definition) -> Iterator[tuple[Path, Any]]:
    """Yield the texts of a definition that citizens read, with their places."""
    value = one.value
    single = {"fact": ("question", "hint"), "life_event": ("title",)}.get(one.kind, ())
    for key in single:
        if value.get(key):
            yield (key,), value[key]
    rows = {
        "service": (
            ("conditions", "text"),
            ("steps", "text"),
            ("materials", "when_text"),
            ("faq", "question"),
            ("faq", "answer"),
        ),
        "life_event": (("items", "trigger"),),
    }.get(one.kind, ())
    for name, key in rows:
        for no, item in enumerate(value.get(name) or ()):
            if item.get(key):
                yield (name, no, key), item[key]
    for path in (("visits", "text"), ("fee", "text")) if one.kind == "service" else ():
        if said := (value.get(path[0]) or {}).get(path[1]):
            yield path, said


def readable(context: Context) -> Iterator[Finding]:
    """Find sentences that citizens will not read or understand."""
    for one in context.given:
        for path, said in texts(one):
            chinese = said["zh"] if isinstance(said, Mapping) else str(said)
            for rule, what in dict(faults_of(chinese)).items():
                yield one.finding(path, rule, f"{what}(hard to read)", "warning")
            english = said.get("en") if isinstance(said, Mapping) else None
            found = ease(english) if english else None
            if found is not None and found < EASIEST:
                told = f"英文易读度 {found:.0f},低于 {EASIEST:.0f}(hard to read);请用短词短句"
                yield one.finding(path, "texts.english", told, "warning")


def catch_alls(context: Context) -> Iterator[Finding]:
    """Find materials and conditions that leave open what is wanted."""
    for one in context.of("service"):
        for name, key, what in (("materials", "name", "材料"), ("conditions", "text", "条件")):
            for no, item in enumerate(one.value.get(name) or ()):
                said = item[key]["zh"] if isinstance(item[key], Mapping) else item[key]
                if any(word in said for word in wording()["catch_all"]):
                    told = f"“{said}”是兜底{what}(a catch-all),谁也不知道要什么;请逐一写明"
                    yield one.finding((name, no), f"{name}.catch-all", told, "warning")


def shown(value: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Yield all that the guide of a service shows in the definition's own words, with its place."""
    rows = {
        "conditions": ("text",),
        "materials": ("name", "when_text", "issuer"),
        "steps": ("text",),
        "special_procedures": ("text",),
        "situations": ("name",),
        "faq": ("question", "answer"),
    }
    parts = {
        ("result",): ("name", "validity"),
        ("time_limit", "statutory"): ("text",),
        ("time_limit", "promised"): ("text",),
        ("fee",): ("text",),
        ("visits",): ("text",),
        ("cross_region",): ("scope", "text"),
    }
    yield ("applicants",), value.get("applicants")
    for name, keys in rows.items():
        for no, item in enumerate(value.get(name) or ()):
            yield from (((name, no, key), item.get(key)) for key in keys)
    for path, keys in parts.items():
        item = value
        for part in path:
            item = item.get(part) or {}
        yield from (((*path, key), item.get(key)) for key in keys)


def half_english(context: Context) -> Iterator[Finding]:
    """Find services whose guide begins in English, with more than the name, and falls back."""
    for one in context.of("service"):
        said = [(path, words) for path, words in shown(one.value) if words]
        missing = [path for path, words in said if not _in_english(words)]
        if 0 < len(missing) < len(said):
            told = f"办事指南有英文,但还有 {len(missing)} 处没有(no English);请写成 {{zh, en}}"
            yield one.finding(missing[0], "texts.half-english", told, "warning")


def _in_english(said: Any) -> bool:
    return isinstance(said, Mapping) and bool(said.get("en"))


RULES = (readable, catch_alls, half_english)
