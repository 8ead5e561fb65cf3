"""Fields that a step asks for, and what was typed into them (填写): one way for every surface.

A step of the procedure names its fields with these few functions; reading them back, giving back
what was typed and saying what no face could read is the same for all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from tongban.cases import api as cases
from tongban.doors.shared.fields import Choice, Field
from tongban.doors.shared.words import said
from tongban.kernel.text import Text

TICKS = "ticks"
"""Points that are all to be ticked, drawn by the desk itself."""
SURE = ("date", "enum", "number", TICKS)
"""Types of which an empty or unreadable answer is said at the field, before any face is asked."""
LONGEST_NUMBER = 4
EMPTY = Text("请填这一项。", "Please fill this in.")
REASON = Text("理由", "Reason")


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed into the form of a deed (填写内容); empty before anything was sent."""

    post: QueryDict

    def text(self, name: str) -> str:
        """Return a line or a text, without what surrounds it."""
        return str(self.post.get(name) or "").strip()

    def number(self, name: str) -> int:
        """Return a number of days, nought where none was typed."""
        typed = self.text(name)
        ok = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
        return int(typed) if ok else 0

    def day(self, name: str) -> date | None:
        """Return a day, None for what is none."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def many(self, name: str) -> list[str]:
        """Return what was ticked."""
        return [str(each) for each in self.post.getlist(name)]

    def lines(self, name: str) -> list[str]:
        """Return the lines of a text that say something."""
        return [each.strip() for each in self.text(name).splitlines() if each.strip()]

    def remedy(self) -> cases.Remedy | None:
        """Return the remedy with its deadline, None without a day."""
        until = self.day("until")
        return cases.Remedy(self.text("remedy"), until) if until else None


NOTHING = Given(QueryDict())


# Fields


def line(
    name: str, label: Text, *, required: bool = True, hint: str = "", value: str = ""
) -> Field:
    """Ask for a line."""
    return Field(name, said(label), "string", hint=hint, value=value, required=required)


def text(
    name: str, label: Text = REASON, *, required: bool = True, hint: str = "", value: str = ""
) -> Field:
    """Ask for a text, of a reason where nothing else is said."""
    return Field(name, said(label), "text", hint=hint, value=value, required=required)


def number(name: str, label: Text, unit: Text, *, required: bool = True, hint: str = "") -> Field:
    """Ask for a number."""
    return Field(name, said(label), "number", hint=hint, unit=said(unit), required=required)


def day(name: str, label: Text, *, value: str = "", hint: str = "") -> Field:
    """Ask for a day."""
    return Field(name, said(label), "date", hint=hint, value=value)


def choice(
    name: str,
    label: Text,
    options: Iterable[tuple[str, Text | str]],
    *,
    many: bool = False,
    required: bool = True,
    hint: str = "",
    taken: str = "",
) -> Field:
    """Ask for one of several, or for any of them; where there is only one it is taken."""
    found = [(value, said(words)) for value, words in options]
    only = required and len(found) == 1
    return Field(
        name,
        said(label),
        "multi" if many else "enum",
        hint=hint,
        required=required,
        choices=tuple(Choice(value, words, only or value == taken) for value, words in found),
    )


def options(words: Mapping[str, Text], *, without: Iterable[str] = ()) -> list[tuple[str, Text]]:
    """List the choices of a table of words."""
    out = set(without)
    return [(key, said_) for key, said_ in words.items() if key not in out]


# Reading back


def typed(fields: Sequence[Field], given: Given) -> list[Field]:
    """Put what was typed back into the fields; those of kinds of facts have done so themselves."""
    if not given.post:
        return list(fields)
    return [
        each if "." in each.name or isinstance(each.value, list) else _again(each, given)
        for each in fields
    ]


def wrong(fields: Sequence[Field], given: Given) -> list[Field]:
    """Say at each field what no face could read: no day, no choice, no number."""
    return [replace(each, error=said(EMPTY)) if _unread(each, given) else each for each in fields]


def _again(field: Field, given: Given) -> Field:
    taken = set(given.many(field.name))
    if field.choices:
        return replace(
            field, choices=tuple(replace(c, taken=c.value in taken) for c in field.choices)
        )
    return replace(field, value=given.text(field.name))


def _unread(field: Field, given: Given) -> bool:
    if not field.required or field.type not in SURE or "." in field.name:
        return False
    if field.type == "date":
        return given.day(field.name) is None
    if field.type == "number":
        return not given.number(field.name)
    if field.type == TICKS:
        return {each.value for each in field.choices} - set(given.many(field.name)) != set()
    return given.text(field.name) not in {each.value for each in field.choices}
