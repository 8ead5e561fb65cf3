"""The questions, the catalogue of the pilot city, and what is left out of it to be fair."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tongban.catalogue.domain.compile import compile_book, in_force
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import Book
from tongban.catalogue.files import definition_files
from tongban.catalogue.words import meaning
from tongban.catalogue.words.documents import Document, documents
from tongban.catalogue.words.finder import Finder
from tongban.catalogue.words.index import Index
from tongban.catalogue.words.lexicon import Lexicon, lexicon

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ROOT / "tests" / "field-data" / "questions.tsv"
DEMANDS = ROOT / "tests" / "field-data" / "demands.tsv"
OWN = ROOT / "tests" / "own-words"

Row = Mapping[str, str]
_vectors: dict[str, meaning.Vector] = {}


def rows(path: Path) -> list[Row]:
    """Read a file of questions."""
    with path.open(encoding="utf-8") as file:
        return [*csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def wanted(row: Row) -> set[str]:
    """Return what answers a question."""
    return {one for one in row["item_ids"].split(",") if one}


def answerable() -> list[Row]:
    """Return the given questions that something answers."""
    return [row for row in rows(GIVEN) if wanted(row)]


def unanswerable() -> list[Row]:
    """Return questions without an answer that may be tuned on: given, demands, and our own."""
    demands = [
        {"id": row["id"], "text": row["text"], "item_ids": "", "match": "none", "event_id": ""}
        for row in rows(DEMANDS)
        if not row["item_ids"]
    ]
    given = [row for row in rows(GIVEN) if not wanted(row)]
    return [*given, *demands, *rows(OWN / "tuning.tsv")]


@lru_cache(maxsize=1)
def book() -> Book:
    """Return the pilot city's definitions."""
    definitions = load(definition_files(ROOT / "definitions")).definitions
    return compile_book(in_force(definitions, "2026-11-01").values())


def everything() -> tuple[Document, ...]:
    """Return everything in the pilot city that can be asked for."""
    return tuple(documents(book()))


def without_aliases(found: Iterable[Document], ids: set[str] | None = None) -> Iterator[Document]:
    """Yield the documents without aliases: those named, or all."""
    for one in found:
        bare = tuple(text for text in one.texts if text[0] != "alias")
        yield replace(one, texts=bare) if ids is None or one.id in ids else one


def finder(found: Iterable[Document], *, model: bool, words: Lexicon | None = None) -> Finder:
    """Make a finder of documents, with or without the sentence model."""
    index = Index(found, words or lexicon())
    if not model:
        return Finder(index)
    _vectors.update(meaning.vectors_of(index.documents, _vectors, meaning.indexing()))
    return Finder(index, meaning.Meanings(index.documents, _vectors))


def no_words() -> Lexicon:
    """Return the lexicon without its notions: fillers and joints alone."""
    return replace(lexicon(), chinese={}, english={})
