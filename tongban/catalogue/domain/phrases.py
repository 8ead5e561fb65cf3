"""Phrases (常用语): what officers often say in a decision or a notice, ready to be edited.

A sheet of phrases is a definition with dated versions, for everybody, for an agency or for some
services. Its variables are few and the same everywhere; what a case does not have stays empty.

>>> saying = Saying(Text("照片"), Text("{applicant}的照片不合标准。"), ("refuse",))
>>> saying.said({"applicant": "林晓舟"}, "zh")
'林晓舟的照片不合标准。'
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongban.kernel.text import Text

VARIABLES = ("applicant", "service", "number", "agency", "today", "law")
"""申请人、事项、办件编号、机关、今天、依据."""
_HOLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Saying:
    """One phrase (一条常用语): its short name, its words, the deeds it is for (none: all)."""

    name: Text
    words: Text
    deeds: tuple[str, ...] = ()

    def said(self, values: Mapping[str, str], language: str) -> str:
        """Return the words with the values of a case."""
        return _HOLE.sub(lambda hole: values.get(hole.group(1), ""), self.words.in_(language))


@dataclass(frozen=True, slots=True)
class Phrases:
    """A sheet of phrases in one dated version (常用语表)."""

    id: str
    version: str
    name: Text
    sayings: tuple[Saying, ...]
    agency: str | None = None
    services: tuple[str, ...] = ()

    def serves(self, service: str, agency: str) -> bool:
        """Whether it is meant for a service of an agency."""
        ours = self.agency in (None, agency)
        return ours and (not self.services or service in self.services)


def unknown(text: str) -> list[str]:
    """Return the variables of a text that there are not."""
    return [one for one in _HOLE.findall(text) if one not in VARIABLES]


def for_deed(
    sheets: Iterable[Phrases], *, service: str, agency: str, deed: str
) -> tuple[Saying, ...]:
    """Return the phrases for a deed on a case: of the service first, then the agency's, then all's."""
    ours = (one for one in sheets if one.serves(service, agency))
    ordered = sorted(ours, key=lambda one: (not one.services, one.agency is None, one.id))
    return tuple(
        saying
        for one in ordered
        for saying in one.sayings
        if not saying.deeds or deed in saying.deeds
    )
