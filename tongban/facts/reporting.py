"""What a register reports (登记变动): recorded as its statement, and told to whoever relies on it.

A death, a move, a status that ended: the register says it once. The event names the kinds and
never their values, so that what is told around holds nothing of the person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.facts import store
from tongban.facts.domain.statements import Source
from tongban.facts.store import NewStatement
from tongban.kernel import ids, time
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event, Ref
from tongban.ledger import api as ledger
from tongban.ledger.api import Head, Task

STREAM = "register_report"
REPORTED = "facts.Reported"


def report(
    subject: int,
    values: Mapping[str, Any],
    *,
    holder: str,
    law: str,
    actor: Actor,
    at: datetime | None = None,
) -> dict[str, int]:
    """Record what a register reports of somebody, and announce `facts.Reported` with the kinds.

    `holder` is the agency that keeps the register, `law` what it keeps it under. Returns each
    kind's statement id. Both are written together.
    """
    at = at or time.now()
    source = Source("register", holder=holder, law=law)
    new = [NewStatement(subject, kind, value, source) for kind, value in values.items()]
    stream = ids.new(ids.shard_of(subject))
    touched = (Ref("party", str(subject), "subject"), Ref("agency", holder, "source"))
    with transaction.atomic():
        made = dict(zip(values, store.record(new, actor=actor, at=at), strict=True))
        said = {"statements": made}
        event = Event(REPORTED, at, actor, said, touched, ids.new(ids.shard_of(subject)))
        head, work = project(stream, [event])
        ledger.append(ledger.Append(stream, STREAM, 0, [event], head, work))
    return made


@ledger.projector(STREAM, begins=(REPORTED,))
def project(stream: int, found: Sequence[Event]) -> tuple[Head, Sequence[Task]]:
    """Make the row of a report: whose it is, what kinds it names."""
    del stream
    subject = next(one.id for one in found[0].objects if one.role == "subject")
    attrs = {"kinds": sorted(found[0].data["statements"])}
    return Head("reported", None, int(subject), None, "", None, attrs), ()
