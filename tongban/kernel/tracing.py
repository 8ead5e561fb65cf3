"""Traces (追踪): one id from a request to the events it wrote and to whoever heard them.

After W3C Trace Context: `traceparent` comes in, is carried on, and goes out with calls to others.
An event keeps no trace; the request's line in the log names the streams it wrote to and each
delivery's line those it was told of, so that a trace leads from one to the other.

>>> began = begin("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
>>> began.trace, header().split("-")[1] == began.trace
('0af7651916cd43dd8448eb211c80319c', True)
>>> begin("nonsense").trace == began.trace
False
>>> end()
"""

import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

_PARENT = re.compile(r"00-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-[0-9a-f]{2}")
_NOTHING = "0" * 16
MOST = 50  # streams that one line names


@dataclass(slots=True)
class Trace:
    """Where we are in a trace (追踪): its id, our span, whose child it is, the streams written to."""

    trace: str
    span: str
    parent: str = ""
    wrote: list[int] = field(default_factory=list)


_current: ContextVar[Trace | None] = ContextVar("tongban_trace", default=None)


def begin(traceparent: str = "") -> Trace:
    """Begin a span: of the trace that came in, or of a new one where none or nonsense did."""
    found = _PARENT.fullmatch(traceparent.strip().lower())
    trace, parent = (found["trace"], found["span"]) if found else (secrets.token_hex(16), "")
    if set(trace) == {"0"} or parent == _NOTHING:
        trace, parent = secrets.token_hex(16), ""
    made = Trace(trace, secrets.token_hex(8), parent)
    _current.set(made)
    return made


def end() -> None:
    """Leave the span."""
    _current.set(None)


def current() -> Trace | None:
    """Return the span we are in, None outside of any."""
    return _current.get()


def header() -> str:
    """Return the `traceparent` for a call to another system; "" outside of any span."""
    here = _current.get()
    return f"00-{here.trace}-{here.span}-01" if here else ""


def onward() -> dict[str, str]:
    """Return the headers that carry the trace on to another system; none outside of any span."""
    said = header()
    return {"traceparent": said} if said else {}


def wrote(streams: Iterable[int]) -> None:
    """Note which streams were written to in this span."""
    here = _current.get()
    if here is not None and len(here.wrote) < MOST:
        here.wrote += list(streams)[: MOST - len(here.wrote)]


def said(identifier: int) -> str:
    """Write an id as addresses do, in base 36: a log masks what looks like an ID number.

    >>> said(35), said(36)
    ('z', '10')
    """
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    found = ""
    while identifier:
        identifier, digit = divmod(identifier, len(digits))
        found = digits[digit] + found
    return found or "0"
