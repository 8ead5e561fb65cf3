"""Asking another system (查询): what for, in which case, and what comes back.

>>> Answered("m-1", "GA-D-1", "GA", ({"name": "林晓舟"},)).first("name")
'林晓舟'
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.exchange.domain.ports import Row


@dataclass(frozen=True, slots=True)
class CaseRef:
    """The case a question is asked in (办件引用): its number, and the subject's role in it.

    An application or a draft is named by its id in digits.
    """

    number: str
    role: str = "applicant"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a provider answered (答复), with the id of the message under which both sides keep it.

    `fields` are the fact kinds that were released; `took_ms` is the time between both gateways;
    `used_until` is the day after which what came must be deleted.
    """

    message: str
    service: str
    agency: str
    rows: tuple[Row, ...] = field(repr=False)
    fields: tuple[str, ...] = ()
    at: datetime | None = None
    took_ms: float = 0.0
    used_until: str | None = None
    repeated: bool = False

    def first(self, kind: str, default: Any = None) -> Any:
        """Return a value of the first row."""
        return self.rows[0].get(kind, default) if self.rows else default


@dataclass(frozen=True, slots=True)
class Deferred:
    """The provider answers later (异步答复): `exchange.collect(job)` fetches it once it is there."""

    message: str
    service: str
    agency: str
    job: str
    again_after: int = 5


@dataclass(frozen=True, slots=True)
class Usage:
    """One row of who looked (使用记录), as the person may read it; newest first.

    `result` is ok, refused, failed or unknown: an intent whose outcome never came is told too.
    """

    id: int
    message: str
    at: datetime
    provider: str
    client: str
    service: str
    purpose: str
    title: Mapping[str, str | None]
    basis: str
    law: str
    case: str
    fields: tuple[str, ...]
    reason: str
    result: str
    leaf: int | None = None
