"""Guides of other cities (外市指南): what each has to find, in few words, found as our own are.

A city tells names, other names and results of what it publishes, and whether it is handled across
places. Many cities publish the same things: what bears the same id and name is one thing to find,
which several cities offer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tongban.catalogue.domain.model import Book
from tongban.catalogue.words.documents import LIFE_EVENT, POLICY, SERVICE, Document, documents
from tongban.catalogue.words.finder import Finder
from tongban.catalogue.words.index import Index
from tongban.catalogue.words.lexicon import lexicon
from tongban.kernel.text import Text

FIELDS = ("name", "alias", "result")
MOST, MOST_TEXTS, LONGEST = 20_000, 40, 200
_ID = re.compile(r"[A-Za-z0-9_.-]{1,80}")
_BETWEEN = "\n"  # stands in no id and no name


def told(book: Book) -> Iterator[dict[str, Any]]:
    """Yield what this city has to find, as it tells other cities."""
    for one in documents(book):
        service = book.services.get(one.id) if one.kind == SERVICE else None
        yield {
            "id": one.id,
            "kind": one.kind,
            "name": {"zh": one.name.zh, "en": one.name.en},
            "texts": [
                [name, text[:LONGEST]] for name, text in one.texts if name in FIELDS and text
            ][:MOST_TEXTS],
            "across": bool(service and service.cross_region.get("available")),
        }


def read(said: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """Read what a city told; raises ValueError for what no city of ours would say."""
    for at, one in enumerate(said):
        texts = [(str(name), str(text)) for name, text in one["texts"]]
        name = Text(str(one["name"]["zh"]), one["name"].get("en") or None)
        usual = (
            at < MOST
            and _ID.fullmatch(one["id"])
            and one["kind"] in (SERVICE, LIFE_EVENT, POLICY)
            and len(texts) <= MOST_TEXTS
            and all(field in FIELDS and len(text) <= LONGEST for field, text in texts)
            and name.zh.strip()
            and len(name.zh + (name.en or "")) <= 2 * LONGEST
            and _BETWEEN not in name.zh
        )
        if not usual:
            raise ValueError(one["id"])
        yield Document(f"{one['id']}{_BETWEEN}{name.zh}", one["kind"], name, tuple(texts))


class Elsewhere:
    """What other cities have to find, ready to be asked (外市检索)."""

    def __init__(self, cities: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        found: dict[str, Document] = {}
        self.offered: dict[str, list[tuple[str, bool]]] = {}
        for city, said in cities.items():
            listed = list(said)
            for one, document in zip(listed, read(listed), strict=True):
                found.setdefault(document.id, document)
                self.offered.setdefault(document.id, []).append((city, bool(one["across"])))
        self._finder = Finder(Index(found.values(), lexicon()))

    def find(self, text: str, most: int) -> Iterator[tuple[str, str, Text, list[tuple[str, bool]]]]:
        """Yield id, kind and name of what answers, best first, and which cities offer it."""
        asked = self._finder.ask(text)
        likely = {one.id for wish in asked.wishes for one in wish.likely}
        for one in [each for each in asked.results(len(likely)) if each.id in likely][:most]:
            yield one.id.partition(_BETWEEN)[0], one.kind, one.name, self.offered[one.id]
