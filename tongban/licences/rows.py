"""Between a licence and its row (证照的存取): what jsonb and columns keep of it, and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import models

from tongban.catalogue import api as catalogue
from tongban.kernel import ids
from tongban.kernel.text import Text
from tongban.licences.domain.library import Licence, Pending
from tongban.licences.domain.states import Proposed
from tongban.licences.models import LicenceRow

FIELDS = tuple(field.attname for field in LicenceRow._meta.concrete_fields)
JSON = tuple(
    at
    for at, field in enumerate(LicenceRow._meta.concrete_fields)
    if isinstance(field, models.JSONField)
)
ONE = f"select {', '.join(FIELDS)} from licences_licence where shard = %s and id = %s"  # noqa: S608 - our own columns


def read(found: Sequence[Any]) -> LicenceRow:
    """Make the row that `ONE` found."""
    values: list[Any] = list(found)
    for at in JSON:
        if isinstance(values[at], str):
            values[at] = json.loads(values[at])
    return LicenceRow(**dict(zip(FIELDS, values, strict=True)))


def row(licence: Licence) -> LicenceRow:
    """Make the row of a new licence."""
    return LicenceRow(
        id=licence.id,
        shard=ids.shard_of(licence.id),
        seq=licence.seq,
        kind=licence.kind,
        name_zh=licence.name.zh,
        name_en=licence.name.en,
        identifier=licence.identifier,
        holder=licence.holder,
        issuer=licence.issuer,
        issuer_name_zh=licence.issuer_name.zh,
        issuer_name_en=licence.issuer_name.en,
        attributes=dict(licence.attributes),
        statements=dict(licence.statements),
        issued_on=licence.issued_on,
        valid_from=licence.valid_from,
        valid_to=licence.valid_to,
        status=licence.state,
        status_since=licence.since,
        reason=licence.reason,
        case_id=licence.case,
        trust=licence.trust,
        version=licence.version,
    )


def _in_order(row: LicenceRow) -> Mapping[str, Any]:
    """Return what a licence states in the order its kind states it; jsonb keeps none."""
    kind = catalogue.book().licences.get(row.kind)
    order = {state: at for at, state in enumerate(kind.states if kind else ())}
    return dict(sorted(row.attributes.items(), key=lambda item: order.get(item[0], len(order))))


def licence(row: LicenceRow) -> Licence:
    """Read a licence from its row."""
    return Licence(
        id=row.id,
        kind=row.kind,
        identifier=row.identifier,
        holder=row.holder,
        issuer=row.issuer,
        attributes=_in_order(row),
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        state=row.status,
        since=row.status_since,
        name=Text(row.name_zh, row.name_en),
        issuer_name=Text(row.issuer_name_zh, row.issuer_name_en),
        reason=row.reason,
        case=row.case_id,
        statements=row.statements,
        seq=row.seq,
        trust=row.trust,
        version=row.version,
        successor=row.successor,
        pending=pending(row.pending),
    )


def pending_json(pending: Pending | None) -> dict[str, Any] | None:
    """Write what waits for a second officer."""
    if pending is None:
        return None
    said: dict[str, Any] = json.loads(json.dumps(asdict(pending.proposed), default=str))
    return {"proposed": said, "name": pending.name, "changes": dict(pending.changes)}


def days(said: Mapping[str, Any]) -> dict[str, Any]:
    """Read the days of an event, or of what was proposed."""
    data = dict(said)
    for day in ("on", "valid_to"):
        if data.get(day):
            data[day] = date.fromisoformat(data[day])
    return data


def pending(said: Mapping[str, Any] | None) -> Pending | None:
    """Read what waits for a second officer."""
    if said is None:
        return None
    return Pending(Proposed(**days(said["proposed"])), said["name"], said["changes"])
