"""Situations (情形): one service, several ways, told apart by named conditions.

A situation is written once and pointed to by the needs, materials and steps that belong to it;
what it changes besides (fee, limits, visits) stands with it. Compiled, needs and materials carry
a condition, so whoever judges conditions needs to know nothing of situations.

>>> both({"holds": "L-A"}, None), both(None, {"holds": "L-A"})
({'holds': 'L-A'}, {'holds': 'L-A'})
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from tongban.catalogue.domain.model import Days, PublicService, Situation, Test
from tongban.kernel.text import Text

Judge = Callable[[Test], bool | None]


def both(first: Test | None, second: Test | None) -> Test | None:
    """Join two conditions of which either may be absent."""
    if first and second:
        return {"all": [first, second]}
    return first or second


def compile_situations(value: Mapping[str, Any]) -> tuple[Situation, ...]:
    """Compile the situations of a service definition."""
    return tuple(_situation(one) for one in value.get("situations") or ())


def _situation(value: Mapping[str, Any]) -> Situation:
    limit, name = value.get("time_limit") or {}, value["name"]
    return Situation(
        id=value["id"],
        name=_text(name),
        when=value["when"],
        fee=value.get("fee"),
        statutory=_days(limit.get("statutory")),
        promised=_days(limit.get("promised")),
        visits=(value.get("visits") or {}).get("expected"),
    )


def _days(value: Mapping[str, Any] | None) -> Days | None:
    if value is None:
        return None
    said = value.get("text")
    return Days(
        value.get("days"), value.get("unit") or "working_day", _text(said) if said else None
    )


def _text(value: Any) -> Text:
    return Text(value["zh"], value.get("en")) if isinstance(value, Mapping) else Text(str(value))


def resolved(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a service definition whose needs and materials carry their situations' conditions.

    What points to no situation stays as it is; so does the whole where there are none.
    """
    known = {one["id"]: one for one in value.get("situations") or ()}
    if not known:
        return value
    parts = ("needs", "materials")
    return {
        **value,
        **{name: [_pointed(one, known) for one in value.get(name) or ()] for name in parts},
    }


def _pointed(part: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    found = known.get(part.get("situation") or "")
    if found is None:
        return part
    name = found["name"]
    said = part.get("when_text") or name
    return {**part, "when": both(found["when"], part.get("when")), "when_text": said}


def holding(service: PublicService, judge: Judge) -> tuple[str, ...]:
    """Tell which situations of a service hold for somebody.

    `judge` says of a condition whether it holds; one that is not decided (None) does not.
    """
    return tuple(one.id for one in service.situations if judge(one.when))


def situated(service: PublicService, ids: Collection[str]) -> PublicService:
    """Return a service as these situations make it: its fee, limits, visits and steps.

    Of several that hold, the one written last has its way. Needs and materials keep their
    conditions; the steps of situations that do not hold are left out.
    """
    if not service.situations:
        return service
    now = replace(
        service,
        situations=tuple(one for one in service.situations if one.id in ids),
        steps=tuple(one for one in service.steps if not one.situation or one.situation in ids),
    )
    for one in now.situations:
        now = replace(
            now,
            fee=now.fee if one.fee is None else one.fee,
            statutory=one.statutory or now.statutory,
            promised=one.promised or now.promised,
            visits=now.visits if one.visits is None else one.visits,
        )
    return now
