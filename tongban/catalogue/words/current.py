"""The index in use (当前索引): made anew in the background while the one before it answers.

A publication is seen by the next question. That question, and all others until the new index is
ready, are answered from the old one. Where much is new, words are ready first and meanings join
them later; where they cannot be had (a full disk, a broken model), the log says why and words
answer alone. Vectors are kept in a file beside the city's data, so that a restart, or another
process, reads nothing twice.
"""

import fcntl
import logging
from pathlib import Path
from threading import Lock, Thread
from time import perf_counter

from tongban.catalogue.domain.model import Book
from tongban.catalogue.words import meaning
from tongban.catalogue.words.documents import documents
from tongban.catalogue.words.finder import Finder
from tongban.catalogue.words.index import Index
from tongban.catalogue.words.lexicon import lexicon

LOG = logging.getLogger(__name__)
SOON = 64  # texts the model reads within about a second: so few are waited for


class Current:
    """Keeps the finder of the newest book (当前检索); safe among threads.

    `kept` is the file of the vectors; None where the sentence model is not used.
    """

    def __init__(self, kept: Path | None = None) -> None:
        self._kept = kept
        self._lock = Lock()
        self._finder: Finder | None = None
        self._book: Book | None = None
        self._work: Thread | None = None

    def finder(self, book: Book, *, patient: bool = False) -> Finder:
        """Return the finder to ask now.

        The first of a process is made at once, from words. With `patient` the answer is the
        finder of this very book, meanings included.
        """
        with self._lock:
            if self._finder is None:
                self._finder = Finder(Index(documents(book), lexicon()))
                self._begin(book, self._finder)
            elif book is not self._book and not self._working():
                self._begin(book, None)
            work, finder = self._work, self._finder
        if patient and work is not None:
            work.join()
            return self.finder(book, patient=book is not self._book)
        return finder

    def _working(self) -> bool:
        return self._work is not None and self._work.is_alive()

    def _begin(self, book: Book, made: Finder | None) -> None:
        self._book = book
        self._work = Thread(target=self._make, args=(book, made), name="words", daemon=True)
        self._work.start()

    def _make(self, book: Book, made: Finder | None) -> None:
        began = perf_counter()
        finder = made or Finder(Index(documents(book), lexicon()))
        words = perf_counter() - began
        if self._kept is not None:
            try:
                finder = self._with_meanings(finder, self._kept)
            except Exception:
                LOG.exception("no meanings: words answer alone")
        self._finder = finder
        size, whole = len(finder.index.documents), perf_counter() - began
        LOG.info("%d definitions indexed: words in %.1f s, all in %.1f s", size, words, whole)

    def _with_meanings(self, finder: Finder, kept: Path) -> Finder:
        """Give a finder its meanings; one process at a time reads what is new."""
        kept.parent.mkdir(parents=True, exist_ok=True)
        found = finder.index.documents
        known = meaning.stored(kept)
        if len(meaning.unread(found, known)) > SOON:
            self._finder = finder
        with kept.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            known = meaning.stored(kept)
            vectors = meaning.vectors_of(found, known, meaning.indexing())
            if vectors.keys() != known.keys():
                meaning.store(kept, vectors)
        return Finder(finder.index, meaning.Meanings(found, vectors))
