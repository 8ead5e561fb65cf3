"""Fields of a form (表单字段): what a page shows for a kind of fact, and how it is read back.

One place for every type of fact, used by the citizen's form, the window and the desk. Judging a
value is not done here: the face says what is wrong (`AnswersWrong.errors`), the page shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tongban.catalogue.domain.model import FactKind
from tongban.doors.shared import words
from tongban.kernel.text import Text

WIDTHS = {
    "number": "short num", "money": "short", "date": "mid", "datetime": "mid", "phone": "mid num",
    "idno": "num", "uscc": "num", "bankacct": "num", "address": "long", "file": "long",
}  # fmt: skip
INPUTS = {"date": "date", "datetime": "datetime-local", "phone": "tel", "file": "file"}
MODES = {"number": "decimal", "money": "decimal", "bankacct": "numeric"}
FILLS = {"phone": "tel", "address": "street-address"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list: its value, its words, whether it is taken."""

    value: str
    label: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the page shows it; `name` is also its name in the form ("child.birth")."""

    name: str
    label: str
    type: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    unit: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()

    @property
    def id(self) -> str:
        """Return the id in the page, to which the error summary links."""
        return "f-" + "".join(c if c.isalnum() else "-" for c in self.name)

    @property
    def input(self) -> str:
        """Return the type of the input."""
        return INPUTS.get(self.type, "text")

    @property
    def mode(self) -> str:
        """Return which keyboard a phone should show."""
        return MODES.get(self.type, "")

    @property
    def fill(self) -> str:
        """Return what the browser may fill in by itself."""
        return FILLS.get(self.type, "off")

    @property
    def width(self) -> str:
        """Return how wide the input is, as a word of the style sheet."""
        return WIDTHS.get(self.type, "")

    @property
    def described_by(self) -> str:
        """Return the ids of what explains the field: its hint, its error."""
        parts = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.error)
        return " ".join(parts)


def field_of(
    kind: FactKind,
    *,
    name: str,
    label: Text | str | None = None,
    value: Any = None,
    error: Text | str | None = None,
    required: bool = True,
) -> Field:
    """Make the field that asks for a kind of fact, with what was typed and what was wrong."""
    taken = {str(v) for v in value} if isinstance(value, list | tuple) else {str(value)}
    return Field(
        name=name,
        label=words.said(label or kind.question or kind.name),
        type=_shown_type(kind),
        hint=words.said(kind.hint),
        value=_typed(kind.type, value),
        error=words.said(error),
        unit=words.unit(kind.unit or ("元" if kind.type == "money" else "")),
        required=required,
        choices=_choices(kind, value, taken),
    )


def read(kind: FactKind, post: QueryDict, name: str) -> Any:
    """Read what was typed for a kind of fact, in the shape `cases.fill` takes; None where empty."""
    match kind.type:
        case "multi":
            return post.getlist(name) or None
        case "bool":
            return {"1": True, "0": False}.get(post.get(name, ""))
        case "sign":
            return True if post.get(name) else None
        case "daterange":
            ends = (post.get(f"{name}.from", ""), post.get(f"{name}.to", ""))
            return "/".join(ends) if any(ends) else None
        case "file":
            return None
        case _:
            return post.get(name, "").strip() or None


def errors_of(fields: list[Field]) -> list[tuple[str, str]]:
    """List the errors of a form for its summary: the id to go to, and the words."""
    return [(f"#{field.id}", field.error) for field in fields if field.error]


def _shown_type(kind: FactKind) -> str:
    """Show a choice without options as a line, since nothing can be offered."""
    return "string" if kind.type in ("enum", "multi") and not kind.options else kind.type


def _typed(type_: str, value: Any) -> Any:
    if type_ == "daterange":
        parts = str(value or "/").split("/")
        return (parts[0], parts[-1] if len(parts) > 1 else "")
    if type_ == "table" and isinstance(value, list):
        return "\n".join("，".join(str(v) for v in row.values()) for row in value)
    if isinstance(value, list | tuple | Mapping | bool):
        return value
    return "" if value is None else str(value)


def _choices(kind: FactKind, value: Any, taken: set[str]) -> tuple[Choice, ...]:
    if kind.type == "bool":
        from django.utils.translation import gettext as _

        return (Choice("1", _("是"), value is True), Choice("0", _("否"), value is False))
    return tuple(Choice(o.zh, words.said(o), o.zh in taken) for o in kind.options)
