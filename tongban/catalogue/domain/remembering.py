"""What follows from a service alone, worked out once for each book (由定义推出).

A book never changes, so neither does what a pure function makes of one of its services. A book
made from another by `replace` begins with an empty memory.

>>> from types import SimpleNamespace as Made
>>> asked = []
>>> @once_a_book
... def needs(service, book):
...     return asked.append(service.id) or frozenset(service.id)
>>> from tongban.catalogue.domain.model import Book
>>> book, card = Book(), Made(id="card")
>>> needs(card, book) is needs(card, book), asked
(True, ['card'])
>>> needs(Made(id="card"), book) is None, asked
(False, ['card', 'card'])
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from tongban.catalogue.domain.model import Book, PublicService

Made = TypeVar("Made")
Work = Callable[[PublicService, Book], Made]


def once_a_book(work: Work[Made]) -> Work[Made]:
    """Remember what `work` made of each service of a book; another version is worked out anew."""

    @wraps(work)
    def known(service: PublicService, book: Book) -> Made:
        key = (work.__qualname__, service.id)
        found = book.remembered.get(key)
        if found is None or found[0] is not service:
            found = book.remembered[key] = (service, work(service, book))
        return cast("Made", found[1])

    return known
