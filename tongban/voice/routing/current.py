"""What a process knows (当前分派器): the router of the book in force, lessons, clusters, read on.

A lesson or a demand that another process wrote is seen within a second. A new book makes a new
router; what was learned goes over into it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from time import monotonic

from tongban.catalogue import api as catalogue
from tongban.catalogue.domain.model import Book
from tongban.kernel import time
from tongban.voice.routing import store
from tongban.voice.routing.domain.clustering import WINDOW, Clusters, Noted
from tongban.voice.routing.domain.places import spots
from tongban.voice.routing.domain.router import Router
from tongban.voice.routing.models import LikeRow

RECHECK_SECONDS = 1.0


@dataclass(slots=True)
class Current:
    """The state of routing in this process; safe among threads."""

    lock: RLock = field(default_factory=RLock)
    _book: Book | None = None
    _router: Router | None = None
    _clusters: Clusters = field(default_factory=Clusters)
    _lessons_read: tuple[float, datetime | None] = (0.0, None)
    _noted_read: tuple[float, datetime | None] = (0.0, None)

    def router(self) -> Router:
        """Return the router of the book in force, with every lesson learned so far."""
        book = catalogue.book()
        with self.lock:
            if self._router is None or book is not self._book:
                self._router, self._book = Router.of(book), book
                self._lessons_read = (0.0, None)
            read, after = self._lessons_read
            if after is None or monotonic() - read > RECHECK_SECONDS:
                now = time.now()
                for lesson in store.lessons(after):
                    if self._router.lessons.of(lesson.demand) != lesson:
                        self._router.learn(lesson)
                self._lessons_read = (monotonic(), now)
            return self._router

    def clusters(self) -> Clusters:
        """Return the clusters as they stand, what other processes noted included."""
        router = self.router()
        with self.lock:
            read, after = self._noted_read
            if after is None or monotonic() - read > RECHECK_SECONDS:
                now = time.now()
                for row in store.noted(after, now - WINDOW):
                    if self._clusters.cluster.get(row.demand) != row.cluster:
                        self._clusters.put(compared(router, row), row.cluster)
                self._noted_read = (monotonic(), now)
            return self._clusters

    def forget(self) -> None:
        """Read everything anew: for tests, and after data was erased."""
        with self.lock:
            self._router = self._book = None
            self._clusters = Clusters()
            self._lessons_read = self._noted_read = (0.0, None)


def compared(router: Router, row: LikeRow) -> Noted:
    """Return a noted demand as it is compared."""
    read = router.understand(row.words)
    return Noted(
        demand=row.demand,
        text=row.words,
        terms=read.terms,
        places=spots(row.words, list(read.places)),
        district=row.district,
        topic=row.topic,
        function=row.function,
        at=row.at,
    )


CURRENT = Current()
