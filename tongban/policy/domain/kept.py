"""What is worked out of a book once (按目录缓存), kept for the books that were asked for last.

A publication makes a new book, so nothing worked out of an old one can be mistaken for it, and
the old book goes with what was made of it.

>>> services = PerBook(lambda book: sorted(book.services))
>>> book = Book()
>>> services.of(book) is services.of(book), services.of(Book()) is services.of(book)
(True, False)
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from tongban.catalogue.domain.model import Book

Made = TypeVar("Made")
_BOOKS = 8


class PerBook(Generic[Made]):
    """Something made of a book on first use (按目录缓存)."""

    __slots__ = ("_kept", "_make")

    def __init__(self, make: Callable[[Book], Made]) -> None:
        self._make = make
        self._kept: tuple[tuple[Book, Made], ...] = ()

    def of(self, book: Book) -> Made:
        """Return what was made of this very book."""
        for known, made in self._kept:
            if known is book:
                return made
        made = self._make(book)
        # A new row takes the place of the old one at once: threads see one or the other.
        self._kept = ((book, made), *self._kept[: _BOOKS - 1])
        return made
