"""The only file that knows both sides of a port (端口接线): what a room needs, who provides it.

A room that needs something from above states its shape as a `Protocol` in `domain/ports.py`.
Every such port is joined here, or named as one that its own room fills; a port that is neither
stops the start.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tongban.catalogue.domain.ports import Checker
from tongban.policy import api as policy

_ROOMS = Path(__file__).resolve().parents[1]


class UnfilledPortError(RuntimeError):
    """A room states a port that nobody fills."""


def _messenger() -> None:
    from tongban.exchange import api as exchange
    from tongban.people import api as people

    people.join_messenger(exchange.OutgoingMessenger())


def checkers() -> Sequence[Checker]:
    """Return those who check and try definitions; they need neither Django nor a database."""
    return (policy.ServiceChecker(), policy.RuleChecker())


def _checkers() -> None:
    from tongban.catalogue import api as catalogue

    catalogue.join_checkers(*checkers())


def _cases() -> None:
    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue

    catalogue.join_cases(cases.OpenCases())


def _lineages() -> None:
    from tongban.agencies import api as agencies
    from tongban.catalogue import api as catalogue

    agencies.join_lineage(catalogue.PublishedLineages())


def _case_book() -> None:
    from tongban.cases import api as cases
    from tongban.exchange import api as exchange

    exchange.join_case_book(cases.OpenCaseBook())


def _time_stamps() -> None:
    from tongban.exchange import api as exchange
    from tongban.licences import api as licences

    licences.join_time_stamps(exchange.TimeStamping())


def _cities() -> None:
    from tongban.exchange.federation import api as federation
    from tongban.licences import api as licences

    licences.join_cities(federation.KnownCities())


def _log() -> None:
    from tongban.exchange import api as exchange
    from tongban.exchange.federation import api as federation
    from tongban.facts import api as facts
    from tongban.licences import api as licences
    from tongban.oversight.log import api as log

    log.join_source("facts", facts.leaves)
    log.join_source("licences", licences.leaves)
    log.join_source("exchange", exchange.leaves)
    federation.join_anchors(log.anchors)


JOINED: dict[str, Callable[[], None]] = {
    "tongban.people.domain.ports.Messenger": _messenger,
    "tongban.catalogue.domain.ports.Checker": _checkers,
    "tongban.catalogue.domain.ports.CasesAffected": _cases,
    "tongban.agencies.domain.ports.Lineages": _lineages,
    "tongban.exchange.domain.ports.CaseBook": _case_book,
    "tongban.licences.domain.ports.TimeStamps": _time_stamps,
    "tongban.licences.domain.ports.OtherCities": _cities,
    "tongban.kernel.leaves.LeafSource": _log,
}
"""Ports filled by a room above, with the step that joins them."""

WITHIN = frozenset(f"tongban.exchange.domain.ports.{port}" for port in ("Provider", "Providers"))
"""Ports that the room which states them fills by itself."""


def join() -> None:
    """Join every port with its implementation; raises UnfilledPortError when one stays open."""
    for port in stated():
        if port not in WITHIN and port not in JOINED:
            raise UnfilledPortError(f"{port} is stated, but config/wiring.py joins it with nothing")
    for step in JOINED.values():
        step()


def stated() -> Iterator[str]:
    """Yield every port that a room states."""
    for path in sorted(_ROOMS.glob("*/domain/ports.py")):
        module = importlib.import_module(f"tongban.{path.parts[-3]}.domain.ports")
        for name, found in vars(module).items():
            if getattr(found, "_is_protocol", False) and found.__module__ == module.__name__:
                yield f"{module.__name__}.{name}"
