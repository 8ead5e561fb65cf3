"""How people want to be told (通知偏好), between the domain and its table."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.people.domain.reaching import Address, Reach, checked
from tongban.people.models import ReachRow


def reach(party: int) -> Reach:
    """Return how a party wants to be told; what holds for everybody where it said nothing."""
    row = ReachRow.objects.filter(shard=ids.shard_of(party), party=party).first()
    return _read(party, row.said) if row else Reach(party)


def set_reach(party: int, *, actor: Actor, at: datetime | None = None, **changes: Any) -> Reach:
    """Change some of it; the rest stays. Raises BadReach."""
    at = at or time.now()
    after = checked(replace(reach(party), **changes))
    said = asdict(after)
    said.pop("party")
    said["electronic"] = after.electronic.isoformat() if after.electronic else None
    ReachRow.objects.update_or_create(
        shard=ids.shard_of(party),
        party=party,
        defaults={"said": said, "changed_at": at, "changed_by": actor.to_json()},
    )
    return after


def _read(party: int, said: dict[str, Any]) -> Reach:
    given = said.get("address")
    address = (
        Address(tuple(given["lines"]), given["postcode"], given["receiver"]) if given else None
    )
    agreed = said.get("electronic")
    return Reach(
        party,
        said["mobile"],
        said["mail"],
        address,
        tuple(said["ways"]),
        said["quiet_from"],
        said["quiet_to"],
        said["language"],
        datetime.fromisoformat(agreed) if agreed else None,
    )
