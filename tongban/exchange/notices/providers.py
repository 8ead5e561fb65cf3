"""Who carries what (发送服务商): the providers of each way, in the order they are asked.

They stand in the home's `providers.yaml`, which a person can read and mend; no secret stands there:
`secret` names a file below `secrets/` of the same home. In a demonstration the terminal carries text
messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from ruamel.yaml import YAML

from tongban.exchange.notices.domain.sending import Outcome

FILE = "providers.yaml"
TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Message:
    """What a provider is handed (待发内容): `key` is the same however often it is handed over."""

    key: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    secret: bool = False
    parcel: Mapping[str, Any] = field(default_factory=dict, repr=False)


class Carrier(Protocol):
    """Hands a message to a provider (发送通道); `repeats`: under one key it carries once."""

    @property
    def repeats(self) -> bool:
        """Whether the same key may be handed over again."""
        ...

    def carry(self, message: Message) -> Outcome:
        """Hand it over and say what came of it."""
        ...

    def settle_doubt(self, message: Message) -> Outcome:
        """Ask what became of a key whose answer was lost, and void it where nothing has."""
        ...


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of a way (服务商), as the home's file names it."""

    name: str
    way: str
    kind: str
    at: str = ""
    per_second: int = 20
    secret: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def of(way: str) -> tuple[Provider, ...]:
    """Return the providers of a way, first asked first; none where nobody carries it."""
    if getattr(settings, "TONGBAN_DEMO", False):
        return (Provider(TERMINAL, way, TERMINAL),) if way == "sms" else ()
    return tuple(one for one in every() if one.way == way)


def every() -> tuple[Provider, ...]:
    """Return every provider the home names, couriers too."""
    path = Path(settings.HOME) / FILE
    return _read(str(path), path.stat().st_mtime_ns if path.exists() else 0)


@cache
def _read(path: str, stamp: int) -> tuple[Provider, ...]:
    if not stamp:
        return ()
    found = YAML(typ="safe").load(Path(path).read_text("utf-8")) or {}
    return tuple(Provider(name, **said) for name, said in found.items())
