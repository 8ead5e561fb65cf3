"""The statements a case rests on, as its events keep them (事实引用): by role, then by kind of fact.

>>> by_role({"child.name": 7, "child.birth": 8})
{'child': {'name': 7, 'birth': 8}}
>>> by_ref({"child": {"name": 7}, "mother.name": 9})
{'child.name': 7, 'mother.name': 9}
"""

from collections.abc import Mapping
from typing import Any


def by_role(statements: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Write statements under their roles, so that each role is written once."""
    found: dict[str, dict[str, int]] = {}
    for ref, identifier in statements.items():
        role, _, kind = ref.rpartition(".")
        found.setdefault(role, {})[kind] = identifier
    return found


def by_ref(written: Mapping[str, Any]) -> dict[str, int]:
    """Read statements under their refs; an early release wrote them so."""
    found: dict[str, int] = {}
    for role, kinds in written.items():
        if isinstance(kinds, Mapping):
            found |= {f"{role}.{kind}" if role else kind: one for kind, one in kinds.items()}
        else:
            found[role] = kinds
    return found
