"""A question nobody asked before (新问题): a fact kind is born with the question that needs it."""

import re
from collections.abc import Mapping
from typing import Any

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.choice_words import CHOICES
from tongban.catalogue.domain.jsontext import Path
from tongban.catalogue.domain.owning import owner
from tongban.catalogue.domain.yamltext import write
from tongban.doors.designer import work
from tongban.doors.designer.work import Work
from tongban.doors.shared.words import said
from tongban.kernel.text import Text

_TYPES = ("string", "text", "enum", "bool", "number", "money", "date", "phone", "file")
_NO_WORD = re.compile(r"[^0-9A-Za-z_\u3400-\u9fff]+")


def types() -> list[tuple[str, str]]:
    """Return what kinds of answers can be asked for."""
    return [(one, said(Text(*CHOICES[one]))) for one in _TYPES]


def new_kind(post: Mapping[str, str], held: Work, typed: dict[Path, Any]) -> dict[str, str]:
    """Make the file of a new fact kind from the question typed, and let the service ask it.

    Adds the need to `typed`; returns the file by its name, nothing where nothing was typed.
    """
    question = post.get("new-question", "").strip()[:200]
    if not question:
        return {}
    name = post.get("new-name", "").strip()[:40] or question.rstrip("?？")[:20]
    code = _code(name)
    value: dict[str, Any] = {
        "fact": code,
        "version": work.today(),
        "name": name,
        "type": post.get("new-type") or "string",
        "question": question,
    }
    options = [one.strip() for one in post.get("new-options", "").split("\n") if one.strip()]
    if options:
        value["options"] = options
    if belongs := owner(held.kind, held.value):
        value["owner"] = belongs
    at = max([len(held.value.get("needs") or ()), *(
        1 + int(path[1]) for path in typed if path[0] == "needs" and len(path) == 2  # noqa: PLR2004
    )])  # fmt: skip
    typed["needs", at] = {"fact": code}
    return {f"facts/{code}.yaml": write(value)}


def _code(name: str) -> str:
    """Make a code of a name that nothing else has."""
    code = _NO_WORD.sub("_", name).strip("_") or "fact"
    code = code if not code[0].isdecimal() else f"_{code}"
    known, no = catalogue.book().kinds, 2
    made = code
    while made in known:
        made, no = f"{code}_{no}", no + 1
    return made
