"""A courier (快递公司): one parcel a key, taken once, followed until it is delivered, lost, returned."""

from dataclasses import dataclass, field
from typing import Any

from tongban.exchange.carrier_systems.serving import Answer

TAKEN, VOID = "taken", "void"


@dataclass(slots=True)
class Parcels:
    """What was taken (揽收台账)."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    to: dict[str, list[str]] = field(default_factory=dict)
    """The lines of the address of each key."""

    def answer(self, method: str, path: str, said: dict[str, Any]) -> Answer:
        """Take a parcel once, or void a key nothing was taken under."""
        key = path.rpartition("/")[2]
        if method == "DELETE":
            return 200, {"state": self.state.setdefault(key, VOID), "id": f"K{key}"}
        if method != "PUT":
            return 200, {"state": self.state.get(key, "unknown")}
        if key not in self.state:
            self.taken.append((key, said["receiver"]))
            self.to[key] = said["lines"]
        state = self.state.setdefault(key, TAKEN)
        return (410 if state == VOID else 200), {"state": state, "id": f"K{key}"}
