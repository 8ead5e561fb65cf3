"""Logs without personal data (日志不含个人信息), one JSON object a line, apart from the audit trail.

The audit trail is the events; this is for whoever mends the machine, and names nobody. A database
error quotes the row it concerns, and a traceback the value it stumbled over. So: what looks like a
citizen number, a credit code or a telephone number is masked; Chinese characters come out of data
alone, since every template of ours is English, and are masked too, names among them; the
database's DETAIL and CONTEXT lines are left out; of structured fields only those named here pass.
"""

import logging
import re
from collections.abc import Mapping, MutableMapping
from functools import cached_property
from typing import Any

from tongban.kernel import tracing

_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{17}[0-9A-Zx]|\d{15}|1\d{10})(?![0-9A-Za-z])")
_QUOTED = re.compile(r"^(?:DETAIL|CONTEXT|HINT): .*\n?", re.MULTILINE)
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")
FIELDS = frozenset(
    {"method", "route", "status", "ms", "listener", "streams", "beat", "kind", "queries"}
)
"""What a line may carry beside its message; anything else is dropped."""


def masked(text: str) -> str:
    """Mask in a text what could name somebody.

    >>> masked("cannot read 林晓舟 19900000001")
    'cannot read *** ***'
    """
    return _CHINESE.sub("***", _NUMBERS.sub("***", _QUOTED.sub("", text)))


def _traced(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    if (here := tracing.current()) is not None:
        event.update(trace_id=here.trace, span_id=here.span)
    return event


def _known(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    record = event.get("_record")
    given = getattr(record, "fields", {}) if record is not None else {}
    return {**event, **{name: value for name, value in given.items() if name in FIELDS}}


def _discreet(_logger: object, _name: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: masked(value) if isinstance(value, str) else value for name, value in event.items()
    }


class Discreet(logging.Formatter):
    """Writes a record as one line of JSON in which nobody is named."""

    @cached_property
    def _lines(self) -> logging.Formatter:
        # structlog takes a third of a second to load; most commands have nothing to log.
        from structlog import processors, stdlib

        return stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                stdlib.add_log_level,
                stdlib.add_logger_name,
                processors.TimeStamper(fmt="iso", utc=True, key="at"),
                _traced,
                _known,
            ],
            processors=[
                stdlib.ProcessorFormatter.remove_processors_meta,
                processors.format_exc_info,
                _discreet,
                processors.JSONRenderer(ensure_ascii=False),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        """Format as JSON; the traceback is masked like everything else."""
        return self._lines.format(record)
