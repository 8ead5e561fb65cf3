"""Asking in one's own words (想办什么事？): the question, the index in use, and what is published."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tongban.catalogue import editions
from tongban.catalogue.domain.model import Book
from tongban.catalogue.words.asked import Asked
from tongban.kernel import time

if TYPE_CHECKING:
    from tongban.catalogue.words.current import Current


@lru_cache(maxsize=1)
def words() -> "Current":
    """Return this process's index, with meanings where the extra is installed and wanted."""
    # Dictionaries of pinyin and words take a quarter of a second: only whoever is asked loads them.
    from tongban.catalogue.words import meaning
    from tongban.catalogue.words.current import Current

    return Current(settings.MEANINGS_KEPT if meaning.offered() else None)


def guides_told(book: Book) -> list[dict[str, Any]]:
    """Return what a book has to find, as other cities are told it: names, results, no more."""
    from tongban.catalogue.words import elsewhere

    return list(elsewhere.told(book))


def ask(text: str, *, patient: bool = False) -> Asked:
    """Find what answers somebody's own words: services, life events and policies.

    Several wishes in one sentence are answered apart; `none` says that nothing published answers.
    The words never leave this process. After a publication the old index answers until the new
    one is ready, and nothing withdrawn is shown; with `patient` the answer waits for the new one.
    """
    book = editions.book(time.city_date(time.now()))
    asked = words().finder(book, patient=patient or settings.TESTING).ask(text)
    return asked.where(
        lambda id_: any(id_ in part for part in (book.services, book.events, book.policies))
    )
