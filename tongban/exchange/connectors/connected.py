"""The connected systems (已接入的部门系统): the port `Providers`, filled from the home's connections.

The files are read again when one of them changes, so that a source connected a moment ago is
asked at the next question, without a restart.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from tongban.catalogue import api as catalogue
from tongban.exchange.connectors import connection as connections
from tongban.exchange.connectors.connection import Route
from tongban.exchange.connectors.mapping import EXTRA, read
from tongban.exchange.connectors.sources import Source, open_source
from tongban.exchange.domain.ports import Provider, Row


@dataclass(slots=True)
class Answering:
    """A data service behind a source (已对应的数据服务): fills the port `Provider`."""

    source: Source
    route: Route

    def fetch(
        self, service: str, subject: str, fields: Sequence[str], deadline: timedelta
    ) -> Sequence[Row]:
        """Return the rows about a subject in our words; what cannot be read is left out."""
        del service
        raw = self.source.find(
            self.route.place, self.route.find_by, subject, seconds=deadline.total_seconds()
        )
        kinds = catalogue.book().kinds
        wanted = set(fields)
        rows: list[Row] = []
        for one in raw:
            # Whoever answers about somebody else than was asked for is not believed.
            if str(one.get(self.route.find_by, "")).strip() != subject:
                raise ValueError("the answer is about another key")
            mapped = read(one, self.route.fields, kinds)
            row: dict[str, Any] = {key: mapped.row[key] for key in mapped.row if key in wanted}
            if EXTRA in wanted and mapped.extra:
                row[EXTRA] = dict(mapped.extra)
            rows.append(row)
        return rows


class Connected:
    """Finds the source behind a data service of this installation."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._lock = threading.Lock()
        self._mark: object = None
        self._found: Mapping[str, Answering] = {}
        self._sources: dict[str, Source] = {}

    def of(self, service: str) -> Provider | None:
        """Return the way to a data service, None where no source is connected for it."""
        return self._current().get(service)

    def services(self) -> frozenset[str]:
        """Return the data services that a source is connected for."""
        return frozenset(self._current())

    def _current(self) -> Mapping[str, Answering]:
        home = Path(settings.HOME)
        mark = _mark(connections.folder(home))
        with self._lock:
            if mark != self._mark:
                self._found, self._mark = self._open(home), mark
            return self._found

    def _open(self, home: Path) -> Mapping[str, Answering]:
        made: dict[str, Answering] = {}
        kept: dict[str, Source] = {}
        for one in connections.every(home):
            key = repr(connections.as_json(one))
            kept[key] = source = self._sources.get(key) or open_source(one, home)
            made |= {service: Answering(source, route) for service, route in one.services.items()}
        for key in self._sources.keys() - kept.keys():
            self._sources[key].close()
        self._sources = kept
        return made


def _mark(folder: Path) -> object:
    """Tell whether any connection has changed: names, times and sizes."""
    try:
        found = [(one.name, one.stat().st_mtime_ns) for one in folder.iterdir()]
    except OSError:
        return ()
    return tuple(sorted(found))
