"""What society's applications need when time passes, and how their streams are made anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tongban.exchange.domain import hooks as told
from tongban.exchange.domain import society
from tongban.exchange.society import hooks, registering
from tongban.kernel.events import Event
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Heard, Task

MOST_NAMED = 200
"""Definitions a message names; whoever is told of more reads the catalogue anew."""


@ledger.beat("exchange.hooks", every=timedelta(seconds=5))
def carry(at: datetime) -> None:
    """Tell applications what is due."""
    while hooks.deliver(at) == hooks.BATCH:
        pass


@ledger.listener("catalogue.Published", "exchange.services-changed")
def tell_of_services(heard: Heard) -> None:
    """Tell whoever follows the services that a revision was published, and what changed."""
    said = {"revision": heard.event.data["revision"], "changed": _definitions(heard.event)}
    hooks.announce("services.changed", said=said, at=heard.event.at)


@ledger.projector(registering.KIND, begins=("exchange.AppRegistered",))
def project_app(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row and the open work of an application from its events."""
    now = society.App(stream)
    for event in found:
        now = society.evolve(now, registering.read(event))
    return registering.head_of(now)


@ledger.projector(hooks.KIND, begins=("exchange.HookMade",))
def project_hook(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a message, and when it is tried next, from its events."""
    now = told.Hook(stream)
    for event in found:
        now = told.evolve(now, hooks.read(event))
    return hooks.head_of(now, found[-1].at)


def _definitions(event: Event) -> list[str]:
    return [each.id for each in event.objects if each.type == "definition"][:MOST_NAMED]
