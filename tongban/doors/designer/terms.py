"""The terms of a dataset as a form (数据集约定): read, checked, put back as they were typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tongban.doors.shared.keys import natural
from tongban.facts import api as facts

EMPTY = {
    "name": "", "owner": "", "purpose": "", "law": "", "ground": "", "months": "",
    "sharing": "", "condition": "", "grade": "2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, and what is wrong with it, by the name of the field."""

    values: Mapping[str, str] = field(default_factory=lambda: dict(EMPTY))
    errors: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys([*EMPTY, "file"], ""))

    @classmethod
    def of(cls, post: Mapping[str, str]) -> "Form":
        """Read a form."""
        return cls({name: post.get(name, "").strip() for name in EMPTY})

    def told(self) -> list[tuple[str, str]]:
        """Return what is wrong as the summary of the page lists it."""
        return [(f"f-{name}", words) for name, words in self.errors.items() if words]

    def checked(self, *, has_file: bool) -> "Form":
        """Return the form with what is wrong."""
        said = self.values
        wrong = {
            "file": "" if has_file else _("请选一个文件。"),
            "name": "" if said["name"] else _("请给数据集起个名字。"),
            "owner": "" if said["owner"] else _("请写明谁提供。"),
            "purpose": "" if said["purpose"] else _("请写一句做什么用。"),
            "ground": "" if said["ground"] in ("law", "consent") else _("请选依据哪一类。"),
            "law": _("请写明依据哪一条。") if said["ground"] == "law" and not said["law"] else "",
            "months": ""
            if natural(said["months"]) is not None
            else _("请写保存几个月，只写数字。"),
            "sharing": "" if said["sharing"] else _("请选共享属性。"),
            "condition": _("请写明共享条件。")
            if said["sharing"] == "conditional" and not said["condition"]
            else "",
        }
        return Form(said, {**self.errors, **wrong})


def terms_of(said: Mapping[str, Any]) -> facts.Terms:
    """Make terms of what was said, by form or by JSON."""
    return facts.Terms(
        owner=str(said.get("owner", "")),
        purpose=str(said.get("purpose", "")),
        law=str(said.get("law", "")),
        months=_number(said.get("months")),
        ground=str(said.get("ground") or "law"),
        sharing=str(said.get("sharing") or "closed"),
        condition=str(said.get("condition", "")),
        grade=_number(said.get("grade") or 2),
    )


def read(given: "UploadedFile[Any]") -> bytes:
    """Read an upload, one byte more than may be at most."""
    content: bytes = given.read(facts.data.LARGEST + 1)
    return content


def _number(said: Any) -> int:
    found = natural(said) or 0
    return found if found < 10**5 else 0  # none is so long
