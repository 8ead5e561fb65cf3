"""A text-message gateway (短信网关): one message a key, whatever is asked how often."""

from dataclasses import dataclass, field
from typing import Any

from tongban.exchange.carrier_systems.serving import Answer

SENT, VOID = "sent", "void"


@dataclass(slots=True)
class Messages:
    """What was sent (发送台账): `sent` has a row for each message that went out."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    """Numbers nobody has."""

    def answer(self, method: str, path: str, said: dict[str, Any]) -> Answer:
        """Send once, void a key, or say how it stands."""
        key = path.rpartition("/")[2]
        if method == "DELETE":
            state = self.state.setdefault(key, VOID)
        elif method == "PUT":
            if said["to"] in self.unknown:
                return 422, {"why": "no-such-number"}
            if key not in self.state:
                self.sent.append((key, said["to"], said["text"]))
            state = self.state.setdefault(key, SENT)
            if state == VOID:
                return 410, {"state": VOID}
        else:
            state = self.state.get(key, "unknown")
        return 200, {"state": state, "id": f"g{key}"}
