"""Ids that stand for things without telling them (假名): one key an export, thrown away after it.

The same case has the same name throughout one file; the key is kept nowhere, so that no name leads
back to an id. What goes out is de-identified and not anonymous (去标识化, 个人信息保护法 第七十三条):
whoever also holds the database could match the instants, so it is handed out like personal data.
"""

import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime

from tongban.kernel.events import Event
from tongban.ledger import api as ledger

OPEN = frozenset({"service", "agency"})
"""Types of objects whose ids are public words."""
FIGURES = ("outcome", "channel", "by_silence", "automatic", "ground", "kind", "days", "unit")
"""What of an event's data goes out: words of the procedure, never of a person."""


class Names:
    """Gives every object its name in one export."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._made: dict[tuple[str, str], str] = {}

    def of(self, kind: str, identifier: str) -> str:
        """Return the name of an object; what is public keeps its own."""
        if kind in OPEN:
            return f"{kind}:{identifier}"
        known = self._made.get((kind, identifier))
        if known is None:
            digest = hmac.new(self._key, f"{kind}:{identifier}".encode(), "sha256").hexdigest()
            known = self._made[(kind, identifier)] = f"{kind}:{digest[:20]}"
        return known


def log(since: datetime | None = None) -> Iterator[list[Event]]:
    """Go through the events of cases, applications, licences and demands, a page at a time."""
    for page in ledger.log(limit=2000):
        kept = [
            one
            for one in page
            if one.type.partition(".")[0] in ("cases", "licences", "voice")
            and (since is None or one.at >= since)
        ]
        if kept:
            yield kept


def attributes(event: Event) -> dict[str, str]:
    """Return what of an event's data goes out, as text."""
    return {name: str(event.data[name]) for name in FIGURES if name in event.data}
