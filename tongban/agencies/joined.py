"""The port of agencies, joined by the wiring (端口): who knows the reorganisations."""

from tongban.agencies.domain.lineage import Lineage
from tongban.agencies.domain.ports import Lineages

_joined: list[Lineages] = []


def join(known: Lineages) -> None:
    """Join who knows the reorganisations; done once, by the wiring at start-up."""
    _joined[:] = [known]


def lineage() -> Lineage:
    """Return the published lineage; the start joins the port, so there always is one."""
    return _joined[0].lineage()
