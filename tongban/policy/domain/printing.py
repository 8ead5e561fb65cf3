"""A plan as the command line prints it (方案的输出); keys are promised and only ever added."""

from typing import Any

from tongban.catalogue.domain.model import Book
from tongban.policy.domain.index import UNKNOWN_DAYS
from tongban.policy.domain.plan import (
    Alternative,
    Edge,
    HeldFact,
    Optional_,
    Plan,
    PlanFinding,
    PlannedMaterial,
    PlannedService,
)
from tongban.policy.domain.schedule import Schedule


def as_json(plan: Plan, book: Book) -> dict[str, Any]:
    """Return a plan as JSON values."""
    held = [_held(one) for one in plan.held]
    asked = [str(one.ref) for one in plan.asked]
    return {
        "goal": list(plan.goal),
        "stages": [[one.key for one in stage] for stage in plan.stages],
        "edges": [_edge(one) for one in plan.edges],
        "services": [_service(one, book) for one in plan.services],
        "asked": asked,
        "facts": {"needed": len(held) + len(asked), "held": held, "asked": asked},
        "materials": {
            "listed": plan.materials.listed,
            "found": [_material(one) for one in plan.materials.found],
            "generated": [_material(one) for one in plan.materials.generated],
            "asked": [_material(one) for one in plan.materials.asked],
        },
        "optional": [_optional(one) for one in plan.optional],
        "deciding": [
            {"fact": str(one.ref), "services": list(one.services)} for one in plan.deciding
        ],
        "agencies": list(plan.agencies),
        "cooperating": list(plan.cooperating),
        "visits": plan.visits,
        "site_checks": plan.site_checks,
        "days": _days(plan),
        "alternatives": [_alternative(one) for one in plan.alternatives],
        "unnamed": list(plan.unnamed),
        "reachable": plan.reachable,
        "findings": [_finding(one) for one in plan.findings],
    }


def _edge(one: Edge) -> dict[str, Any]:
    return {
        "from": one.from_,
        "to": one.to,
        "via": one.via,
        "kind": one.kind,
        "role": one.role,
        "why": one.why.zh,
        "why_en": one.why.in_("en"),
    }


def _service(one: PlannedService, book: Book) -> dict[str, Any]:
    service = book.services[one.service]
    return {
        "key": one.key,
        "id": one.service,
        "name": service.name.zh,
        "agency": service.agency,
        "bind": {role: to for role, to in sorted(one.bind.items()) if role != to},
        "why": one.why.zh,
        "why_en": one.why.in_("en"),
        "included_by": one.included_by,
    }


def _alternative(one: Alternative) -> dict[str, Any]:
    return {
        "instead_of": one.instead_of,
        "services": list(one.services),
        "visits": one.cost.visits,
        "documents": one.cost.papers,
        "questions": one.cost.questions,
        "days": one.cost.days if one.cost.days < UNKNOWN_DAYS else None,
        "why": one.why.zh,
        "why_en": one.why.in_("en"),
    }


def _finding(one: PlanFinding) -> dict[str, Any]:
    return {
        "code": one.code,
        "level": one.level,
        "message": one.words.zh,
        "message_en": one.words.in_("en"),
        "services": list(one.services),
    }


def _held(one: HeldFact) -> dict[str, Any]:
    found = {"fact": str(one.ref), "source": one.source}
    return found | {"produced_by": one.produced_by} if one.produced_by else found


def _material(one: PlannedMaterial) -> dict[str, Any]:
    found: dict[str, Any] = {"service": one.service, "material": one.name.zh, "no": one.no}
    if one.source or one.held_by:
        found["source"] = one.source or one.held_by
        found["held_by"] = one.held_by
    if one.produced_by:
        found["produced_by"] = one.produced_by
    return found


def _optional(one: Optional_) -> dict[str, Any]:
    found: dict[str, Any] = {
        "service": one.service,
        "trigger": one.trigger.zh,
        "included": one.included,
        "why": one.why.zh,
    }
    if one.facts:
        found["facts"] = [str(ref) for ref in one.facts]
    if one.material is not None:
        found |= {"material": one.material.name.zh, "no": one.material.no}
        found |= {"state": one.material.state}
        if one.material.source:
            found["source"] = one.material.source
    return found


def _days(plan: Plan) -> dict[str, Any]:
    """Print the days: null where one service has none published, what is known beside it.

    A sum that leaves a service out would say that it takes no time.
    """
    days = plan.days
    found: dict[str, Any]
    if days.unknown:
        found = {"critical": None, "sum": None, "unknown": list(days.unknown)}
        if days.critical is not None:
            found["published"] = {"critical": days.critical, "sum": days.sum}
    else:
        found = {"critical": days.critical, "sum": days.sum}
    if days.converted:
        found["converted"] = list(days.converted)
    return found


def schedule_json(made: Schedule) -> dict[str, Any]:
    """Return the days of a plan as JSON values."""
    return {
        "starts": made.starts.isoformat(),
        "ends": made.ends and made.ends.isoformat(),
        "provisional": made.provisional,
        "critical": list(made.critical),
        "steps": [
            {
                "service": one.key,
                "begins": one.begins and one.begins.isoformat(),
                "due": one.due and one.due.isoformat(),
                "critical": one.critical,
                "slack": one.slack,
            }
            for one in made.steps
        ],
    }
