"""Reports of carriers (回执推送): signed by the carrier's key, taken twice or late without harm."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.notices import carrying, opening, providers
from tongban.exchange.notices.domain.sending import Arrived, Lost
from tongban.exchange.payments import wire
from tongban.kernel import time

Reported = Callable[[str, Mapping[str, Any], datetime], bool]
_others: dict[str, Reported] = {}


def listen(way: str, reported: Reported) -> None:
    """Have the reports of another kind of carrier heard by a function (a courier's tracking)."""
    _others[way] = reported


def receive_report(
    name: str, *, target: str, headers: Mapping[str, str], body: bytes, at: datetime | None = None
) -> bool:
    """Take a carrier's report; returns whether it was about something of ours.

    Raises ExchangeProblem unless a carrier of this name signed it just now.
    """
    at = at or time.now()
    found = next((one for one in providers.every() if one.name == name), None)
    if found is None:
        raise ExchangeProblem("auth.signature_invalid", "carrier")
    wire.check("POST", target, headers, body, key=opening.trusted(name), at=at)
    try:
        said = json.loads(body)
        if found.way in _others:
            return _others[found.way](name, said, at)
        receipt = Arrived() if said["state"] == "delivered" else Lost(str(said.get("why", ""))[:80])
        return carrying.receive(name, str(said["key"]), receipt, at=at)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExchangeProblem("request.malformed", "report") from error
