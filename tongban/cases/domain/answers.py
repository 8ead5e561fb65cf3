"""Answers (填报): what a person wrote, judged field by field, kept where it is good.

Each fact type has its checker in `fields`. A good answer comes back in the one form it is
stored in, with a note where something was put right (full-width digits, blanks); a bad one with
a sentence that says what is wrong, where, and what to do. A wrong field never costs a good one.

>>> phone = FactKind("mobile", Text("联系电话", "Mobile"), type="phone")
>>> check(phone, "１３８ ０５９１ ２３４５")
Good(value='13805912345', note=Note(words=Text(zh='已把全角或空格改成标准写法。', en='Full-width characters or blanks were put into standard form.')))
>>> check(phone, "12").error.zh
'“联系电话”看起来不完整：请写 11 位手机号，或带区号的座机号。'
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.cases.domain import fields
from tongban.catalogue.domain.model import FactKind
from tongban.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Note:
    """What was put right in an answer (已代为更正), so that the person is told."""

    words: Text


@dataclass(frozen=True, slots=True)
class Good:
    """An answer in the form it is stored in (有效答案)."""

    value: Any
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Bad:
    """An answer that cannot be kept (无效答案) and the sentence that says why."""

    error: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """Many answers judged at once (填报结果): the good, what was put right, what is wrong.

    `cleared` are the refs whose answer was taken back by leaving it empty.
    """

    good: Mapping[str, Any] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    errors: Mapping[str, Text] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()


def is_empty(raw: Any) -> bool:
    """Whether nothing was answered: None, blanks, an empty list."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], {}, ())


def check(kind: FactKind, raw: Any) -> Good | Bad:
    """Judge one answer by the type, the options and the limits of its fact kind."""
    try:
        value, note = fields.of_type(kind.type)(kind, raw)
    except fields.WrongError as wrong:
        return Bad(wrong.named(kind.name))
    return Good(value, Note(note) if note else None)


def check_all(answers: Mapping[str, Any], kinds: Mapping[str, FactKind]) -> Checked:
    """Judge answers by ref; a ref that the form does not ask is an error of its own."""
    good: dict[str, Any] = {}
    notes: dict[str, Note] = {}
    errors: dict[str, Text] = {}
    cleared: set[str] = set()
    for ref, raw in answers.items():
        if ref not in kinds:
            errors[ref] = fields.UNKNOWN
        elif is_empty(raw):
            cleared.add(ref)
        else:
            match check(kinds[ref], raw):
                case Good(value, note):
                    good[ref] = value
                    if note:
                        notes[ref] = note
                case Bad(error):
                    errors[ref] = error
    return Checked(good, notes, errors, frozenset(cleared))


def limit(kind: FactKind) -> int:
    """Return how many characters an answer of this kind may have."""
    return fields.LIMITS.get(kind.type, fields.LIMITS["string"])
