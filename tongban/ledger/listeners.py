"""Who listens to what, and who handles which clock (监听者); registered when the rooms load."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tongban.ledger.envelopes import ClockHandler, Heard, Listener, ManyListener

EVERYTHING = "*"
"""The topic of those who hear every event."""

_listeners: dict[str, Callable[[Any], None]] = {}
_topics: defaultdict[str, list[str]] = defaultdict(list)
_clocks: dict[str, ClockHandler] = {}
_of_many: set[str] = set()
_carriers: set[str] = set()


class NameTakenError(ValueError):
    """Two functions want to listen under one name, or to handle one kind of clock."""


def listen(topic: str, name: str) -> Callable[[Listener], Listener]:
    """Register a listener under its stable name; one function may listen to several topics."""

    def register(function: Listener) -> Listener:
        _keep(_listeners, name, function)
        if name not in _topics[topic]:
            _topics[topic].append(name)
        return function

    return register


def listen_to_many(topic: str, name: str) -> Callable[[ManyListener], ManyListener]:
    """Register a listener that takes a whole batch at once."""

    def register(function: ManyListener) -> ManyListener:
        _keep(_listeners, name, function)
        _of_many.add(name)
        if name not in _topics[topic]:
            _topics[topic].append(name)
        return function

    return register


def carry(topic: str, name: str) -> Callable[[ManyListener], ManyListener]:
    """Register what takes events out of the house: told by itself, never with the others."""

    def register(function: ManyListener) -> ManyListener:
        _carriers.add(name)
        return listen_to_many(topic, name)(function)

    return register


def teller(name: str) -> ManyListener:
    """Return how a listener is told of several events, whichever way it listens."""
    function = _listeners[name]
    if name in _of_many:
        return function

    def tell(several: Sequence[Heard]) -> None:
        for one in several:
            function(one)

    return tell


def clock(kind: str) -> Callable[[ClockHandler], ClockHandler]:
    """Register the handler of a kind of clock."""

    def register(function: ClockHandler) -> ClockHandler:
        _keep(_clocks, kind, function)
        return function

    return register


def names(topic: str) -> list[str]:
    """Name those who hear events of this type."""
    heard = _topics.get(topic, [])
    everything = _topics.get(EVERYTHING)
    return [*heard, *everything] if everything else heard


def listeners() -> Mapping[str, Callable[[Any], None]]:
    """Return every listener by its name; carriers are apart."""
    return {name: one for name, one in _listeners.items() if name not in _carriers}


def clocks() -> Mapping[str, ClockHandler]:
    """Return every clock handler by the kind it handles."""
    return _clocks


def _keep(known: dict[str, Callable[..., None]], name: str, function: Callable[..., None]) -> None:
    """Keep a function under a name; a module that is loaded anew replaces its own, no other."""
    before = known.get(name, function)
    if (before.__module__, before.__qualname__) != (function.__module__, function.__qualname__):
        raise NameTakenError(f"{name!r} is taken by {before.__module__}.{before.__qualname__}")
    known[name] = function
