"""Notices (通知模板): what a person is told when something happens, in which words, by which ways.

A template is a definition with dated versions: its variables, its subject (shown on locked screens
and in lists, so nothing personal stands in it), its body and its text message, each per language.
What the platform itself says stands with it (`catalogue/standard/notices`); a city's definition of
the same id takes its place from its day.

>>> Template("t", "2026-01-01", Text("t"), Text("办件 {no}"), Text("办件 {no}")).subject_of({"no": "1"})
'办件 1'
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.catalogue.domain.terms import LegalBasis
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text

SMS, MAIL, LETTER = "sms", "mail", "letter"
CHANNELS = (SMS, MAIL, LETTER)
"""短信、邮件、信函; the inbox (站内信) always has it, but for secrets."""
_HOLE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

Value = str | Text


class BadNotice(Problem):
    """A notice lacks a value its template names, or there is no such template (通知有误)."""

    code = "catalogue.bad-notice"
    words = Text("通知缺少模板或变量。", "The notice lacks its template or a value.")
    advice = Text("请对照通知模板补上。", "Please compare it with the template.")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a template (模板变量); `personal`: it never stands in a preview."""

    name: str
    title: Text
    personal: bool = True


@dataclass(frozen=True, slots=True)
class Template:
    """A notice in one dated version (通知模板的一个版本).

    `channels` are the ways beside the inbox it may take; `urgent` passes quiet hours; `secret` is
    a one-time code: no inbox, wiped when it was carried; `law` requires the notice, and `serves`
    says that it serves a document, so that the day it is received has effects in law (送达).
    """

    id: str
    version: str
    name: Text
    subject: Text
    body: Text
    sms: Text | None = None
    agency: str | None = None
    variables: tuple[Variable, ...] = ()
    channels: tuple[str, ...] = ()
    urgent: bool = False
    secret: bool = False
    serves: bool = False
    law: tuple[LegalBasis, ...] = ()
    until: str | None = None

    def subject_of(self, values: Mapping[str, Value], language: str = "zh") -> str:
        """Return the subject with its values."""
        return filled(self.subject, values, language)

    def body_of(self, values: Mapping[str, Value], language: str = "zh") -> str:
        """Return the body with its values."""
        return filled(self.body, values, language)

    def sms_of(self, values: Mapping[str, Value], language: str = "zh") -> str:
        """Return the text message with its values; the subject where it has no own words."""
        return filled(self.sms or self.subject, values, language)


def holes(text: str) -> tuple[str, ...]:
    """Return the names of the variables a text uses, in their order."""
    return tuple(dict.fromkeys(_HOLE.findall(text)))


def filled(text: Text, values: Mapping[str, Value], language: str) -> str:
    """Put values into a text in a language; raises BadNotice naming the one that is missing."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            raise BadNotice(name)
        given = values[name]
        return given.in_(language) if isinstance(given, Text) else given

    return _HOLE.sub(value, text.in_(language)).strip()


def variables(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the variables of a definition with what is said of each, long or short form."""
    for name, said in (value.get("variables") or {}).items():
        is_long = isinstance(said, Mapping) and "title" in said
        yield name, (said if is_long else {"title": said})
