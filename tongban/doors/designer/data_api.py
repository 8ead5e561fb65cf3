"""Datasets for programs (数据集接口): the same faces in JSON, for an officer's own session."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from tongban.agencies.domain.duties import DESIGNER
from tongban.doors.designer.terms import terms_of
from tongban.doors.shared.officers import StaffRequest, post
from tongban.facts import api as facts
from tongban.kernel.problems import Problem


@require_http_methods(["GET", "POST"])
@post(DESIGNER)
def datasets(request: StaffRequest) -> HttpResponse:
    """List datasets, or add one: `{name, terms, rows | content + file, columns?, load?}`.

    `rows` is a list of objects; `content` the text of a CSV or JSON file whose name is `file`.
    With `load` false it is only offered. Problems answer as `application/problem+json` (RFC 9457).
    """
    if request.method == "GET":
        return JsonResponse({"datasets": [_said(each) for each in facts.data.datasets()]})
    try:
        return _add(request)
    except Problem as problem:
        told: dict[str, Any] = {
            "type": f"urn:tongban:{problem.code}",
            "title": problem.words.en or "",
        }
        told |= {"status": problem.status, "detail": problem.said("en")}
        return JsonResponse(told, status=problem.status, content_type="application/problem+json")


def _add(request: StaffRequest) -> HttpResponse:
    try:
        said = json.loads(request.body)
        given = said["rows"] if "rows" in said else said["content"]
        name, terms = str(said["name"]), terms_of(dict(said["terms"]))
        columns = {str(key): str(value) for key, value in dict(said.get("columns") or {}).items()}
    except (ValueError, KeyError, TypeError):
        return JsonResponse(
            {"type": "about:blank", "title": "name, terms and rows or content are needed"},
            status=400,
            content_type="application/problem+json",
        )
    content = given if isinstance(given, str) else json.dumps(given)
    file = str(said.get("file") or "data.csv") if isinstance(given, str) else "data.json"
    actor = request.seat.actor()
    take: Any = facts.data.offer if said.get("load") is False else facts.data.add
    more = {} if said.get("load") is False else {"columns": columns}
    made = take(content.encode(), file=file, name=name, terms=terms, actor=actor, **more)
    return JsonResponse(_said(made), status=201)


def _said(made: facts.Dataset) -> dict[str, Any]:
    return {
        "id": str(made.id),
        "name": made.name,
        "state": made.state.value,
        "owner": made.terms.owner,
        "purpose": made.terms.purpose,
        "law": made.terms.law,
        "ground": made.terms.ground,
        "sharing": made.terms.sharing,
        "rows": made.rows,
        "matched": made.matched,
        "until": made.until.isoformat() if made.until else None,
        "columns": dict(made.columns),
    }
