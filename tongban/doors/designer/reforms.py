"""The form of a reorganisation (机构改革表单): three short pages, nobody writes YAML.

First what it is called, its basis, its day and what is done; then to whom; then, where single
powers move, which ones. What was said before travels with the form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _

from tongban.agencies.domain.lineage import CITY, DISTRICT, LEVELS, SAME
from tongban.catalogue.domain.model import Book
from tongban.catalogue.domain.reforms import ABOLISH, MERGE, MOVE, POWERS, RENAME, SPLIT
from tongban.kernel import time
from tongban.kernel.text import Text

KINDS = {
    MERGE: Text("合并：几个部门并成一个", "Merge: several agencies become one"),
    SPLIT: Text("拆分：一个部门分成几个", "Split: one agency becomes several"),
    MOVE: Text("划转：一些事权交给另一个部门、市级或区级", "Move: some powers go to another agency or level"),
    RENAME: Text("更名：换个名称，职责不变", "Rename: another name, the same powers"),
    ABOLISH: Text("撤销：职责都由另一个部门承接", "Abolish: another agency takes over everything"),
}  # fmt: skip
LEVEL_WORDS = {
    SAME: Text("级别不变", "At the same level"),
    DISTRICT: Text("下放到各区，按办事人所在的区", "Down to the districts, by where the person lives"),
    CITY: Text("上收到市", "Up to the city"),
}  # fmt: skip
FIRST = ("name", "english", "since", "law", "article", "kind")
SECOND = ("of", "of2", "of3", "to", "rest", "new_code", "new_name", "new_per", "level")
STEPS = (1, 2, 3)
_KEY = re.compile("[0-9a-z]{1,12}")
LONGEST = 200


def lists(book: Book) -> list[tuple[str, Text]]:
    """Return the agencies there are, by code."""
    return [(code, one.name) for code, one in sorted(book.agencies.items()) if not one.heir]


@dataclass(frozen=True, slots=True)
class Form:
    """What was said so far (已填内容), and on which page it is."""

    step: int = 1
    values: Mapping[str, str] = field(default_factory=dict)
    powers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    draft: int = 0
    is_whole: bool = False

    @classmethod
    def of(cls, said: QueryDict) -> "Form":
        """Read the form as it was sent."""
        values = {name: said.get(name, "").strip()[:LONGEST] for name in (*FIRST, *SECOND)}
        values["level"] = values["level"] if values["level"] in LEVELS else SAME
        no = said.get("step", "1")
        step = int(no) if no in {str(one) for one in STEPS} else 1
        key = said.get("draft", "")
        draft = base36_to_int(key) if _KEY.fullmatch(key) else 0
        return cls(step, values, tuple(said.getlist("power")), tuple(said.getlist("place")), draft)

    @property
    def kind(self) -> str:
        """What is done."""
        return self.values.get("kind", "")

    def before(self) -> "Form":
        """Return the page before."""
        return replace(self, step=max(self.step - 1, 1))

    def after(self) -> "Form":
        """Return the next page; behind the last one it is whole."""
        last = 3 if self.kind in (MOVE, SPLIT) else 2
        return replace(self, step=min(self.step + 1, last), is_whole=self.step >= last)

    def wrong(self) -> dict[str, str]:
        """Say what is missing on this page."""
        needed: tuple[str, ...] = ()
        if self.step == 1:
            needed = ("kind",) if self.draft else ("name", "since", "law", "kind")
        elif self.step == 2:  # noqa: PLR2004 - the second page
            needed = {RENAME: ("of", "new_name"), SPLIT: ("of", "to", "rest"), MERGE: ("of", "of2", "to")}.get(
                self.kind, ("of", "to")
            )  # fmt: skip
        found = {name: _("请填写这一项。") for name in needed if not self._given(name)}
        if self.step == 1 and self.values["since"] and not self.draft:
            try:
                early = date.fromisoformat(self.values["since"]) < time.city_date(time.now())
            except ValueError:
                early = True
            if early:
                found["since"] = _("请写今天或者以后的一天。")
        if self.step == 3 and not self.powers:  # noqa: PLR2004 - the third page
            found["power"] = _("请至少选一项。")
        return found

    def _given(self, name: str) -> bool:
        """Whether something is said; a new agency may stand for whoever takes over."""
        return bool(self.values.get(name) or (name == "to" and self.values.get("new_code")))

    def powers_of(self, book: Book) -> list[tuple[str, Text, list[tuple[str, str]]]]:
        """Return the powers of the agency it is about, by kind, to be ticked."""
        code, agency = self.values.get("of", ""), book.agencies.get(self.values.get("of", ""))
        found = [
            ("services", Text("事项", "Services"),
             [(one.id, one.name.zh) for one in book.services.values() if one.agency == code]),
            ("licences", Text("证照", "Licences"),
             [(one.id, one.name.zh) for one in book.licences.values() if one.holder == code]),
            ("data_services", Text("数据服务", "Data services"),
             [(one.id, one.name.zh) for one in book.data_services.values() if one.agency == code]),
            ("matters", Text("诉求管理事项", "Matters of demands"),
             [(one.name, one.name) for one in (agency.duties.handles if agency else ())]),
        ]  # fmt: skip
        return [one for one in found if one[2]]

    def said(self) -> dict[str, Any]:
        """Say it as a definition."""
        today = time.city_date(time.now()).isoformat()
        made: dict[str, Any] = {
            "reorganisation": f"RO-{time.now():%y%m%d-%H%M%S}",
            "version": today,
            "since": self.values["since"] or today,
            "name": {"zh": self.values["name"], "en": self.values["english"] or None},
            "law": [{"law": self.values["law"], "article": self.values["article"] or None}],
        }
        if self.values["new_code"] and self.kind != RENAME:
            created: dict[str, Any] = {"name": {"zh": self.values["new_name"]}}
            if self.values["new_per"] == DISTRICT:
                created["per"] = DISTRICT
            made["agencies"] = {self.values["new_code"]: created}
        made["changes"] = [self._change()]
        return made

    def _change(self) -> dict[str, Any]:
        of, to = self.values["of"], self.values["to"] or self.values["new_code"]
        match self.kind:
            case "merge":
                several = (of, self.values["of2"], self.values["of3"])
                return {MERGE: [one for one in several if one], "into": to}
            case "split":
                return {
                    SPLIT: of,
                    "parts": [{"to": to, **self._powers()}],
                    "rest": self.values["rest"],
                }
            case "rename":
                return {RENAME: of, "name": {"zh": self.values["new_name"]}}
            case "abolish":
                return {ABOLISH: of, "to": to}
            case _:
                made: dict[str, Any] = {MOVE: self._powers(), "from": of, "to": to}
                if self.values["level"] != SAME:
                    made["level"] = self.values["level"]
                if self.places:
                    made["places"] = list(self.places)
                return made

    def _powers(self) -> dict[str, list[str]]:
        """Return what was ticked, by kind; each is sent as kind and name."""
        found: dict[str, list[str]] = {}
        for one in self.powers:
            kind, _colon, power = one.partition(":")
            if kind in POWERS:
                found.setdefault(kind, []).append(power)
        return found
