"""The pilot city as routing reads it: its duties, its places, the words of demands."""

from functools import lru_cache
from pathlib import Path

from tongban.catalogue.domain.compile import compile_book
from tongban.catalogue.domain.loader import load
from tongban.catalogue.domain.model import Book

SHARED = Path(__file__).resolve().parents[4] / "definitions" / "shared"
FILES = ("agencies.yaml", "city.yaml", "demands.yaml")


@lru_cache(maxsize=1)
def book() -> Book:
    """Return the definitions that routing rests on."""
    texts = {name: (SHARED / name).read_text(encoding="utf-8") for name in FILES}
    return compile_book(load(texts).definitions)
