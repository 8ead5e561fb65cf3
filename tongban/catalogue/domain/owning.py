"""Whose a definition is (定义归属): the agency that may change it, or the city itself.

>>> owner("service", {"service": "A", "agency": "GA"}), owner("policy", {"policy": "P"})
('GA', '')
"""

from collections.abc import Mapping
from typing import Any

_KEYS = {
    "service": "agency",
    "data_service": "agency",
    "licence": "holder",
    "fact": "owner",
    "life_event": "lead",
    "agency": "agency",
}


def owner(kind: str, value: Mapping[str, Any]) -> str:
    """Return the code of the agency a definition belongs to; "" is the city as a whole."""
    key = _KEYS.get(kind)
    return str(value.get(key) or "") if key else ""
