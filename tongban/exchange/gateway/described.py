"""What anybody may read of a gateway (网关自述): the reserved codes of X-Road, and the directory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from tongban.exchange.domain import reports, services
from tongban.exchange.domain.members import PREFIX, ServiceId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import answers
from tongban.exchange.gateway.answers import Response
from tongban.exchange.registry import members, snapshot
from tongban.exchange.registry.snapshot import Listed

Query = Mapping[str, Sequence[str]]


def describe(path: str, query: Query, *, address: str, at: datetime) -> Response:
    """Answer a GET: heartbeat, directory, listClients, listMethods, allowedMethods, getOpenAPI, usagePeriod."""
    if path == "/heartbeat":
        return answers.plain(200, {"alive": True, "at": at.isoformat()})
    if path == "/directory":
        text = members.directory(address=address, at=at)
        return Response(
            200, {"content-type": "application/jwt", "cache-control": "max-age=60"}, text.encode()
        )
    if path == "/listClients":
        return answers.plain(200, {"member": members.listed()})
    if path == "/openapi.json":
        return answers.plain(200, own_openapi())
    if path.startswith(PREFIX):
        return _of_member(path.removeprefix(PREFIX), query)
    raise ExchangeProblem("request.no_such_path", path[:120])


def _of_member(path: str, query: Query) -> Response:
    member, _, code = path.rpartition("/")
    listed = [one for one in snapshot.current().services.values() if one.member == member]
    match code:
        case "heartbeat":
            return answers.plain(200, {"alive": True, "services": len(listed)})
        case "listClients":
            return answers.plain(200, {"member": members.listed()})
        case "listMethods":
            return answers.plain(200, {"service": [_said(one) for one in listed]})
        case "allowedMethods":
            client = query.get("client", [""])[0]
            between = snapshot.current().between
            return answers.plain(
                200, {"service": [_said(one) for one in listed if (client, one.id) in between]}
            )
        case "getOpenAPI":
            wanted = query.get("serviceCode", [""])[0]
            for one in listed:
                if wanted in (f"{one.card.code}.v{one.card.major}", one.card.code):
                    return answers.plain(
                        200, services.openapi(one.card, path=ServiceId.read(one.id).path)
                    )
            raise ExchangeProblem("request.not_allowed", wanted[:80])
        case "usagePeriod":
            return answers.plain(200, usage_period())
    raise ExchangeProblem("request.no_such_path", code[:80])


def _said(one: Listed) -> dict[str, Any]:
    return {
        "service_code": f"{one.card.code}.v{one.card.major}", "name": one.card.name,
        "state": one.state, "sharing": one.card.sharing, "fields": one.card.fields,
        "target_ms": one.card.target_ms, "authoritative": one.card.authoritative,
        "sunset": one.sunset.isoformat() if one.sunset else None,
    }  # fmt: skip


def usage_period() -> dict[str, Any]:
    """Return from when to when the message log of this gateway reaches (usagePeriod)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select at from exchange_call order by id limit 1),"
            " (select at from exchange_call order by id desc limit 1)"
        )
        first, last = cursor.fetchone()
    return {"from": first and first.isoformat(), "to": last and last.isoformat()}


def own_openapi() -> dict[str, Any]:
    """Return the description of the gateway itself (OpenAPI 3.1): what anybody may read."""
    said = {
        "200": {
            "description": "read",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
    reads: dict[str, Any] = {
        path: {"get": {"operationId": path.strip("/"), "responses": said}}
        for path in ("/heartbeat", "/listClients", "/openapi.json")
    }
    jwt = {
        "200": {
            "description": "signed",
            "content": {"application/jwt": {"schema": {"type": "string"}}},
        }
    }
    reads["/directory"] = {"get": {"operationId": "directory", "responses": jwt}}
    problem = {
        "description": "refused",
        "content": {
            "application/problem+json": {
                "schema": {"type": "object", "required": ["type", "status", "side", "retry"]}
            }
        },
    }
    form = {
        "type": "object",
        "required": ["grant_type", "client_assertion_type", "client_assertion"],
        "properties": {
            name: {"type": "string"}
            for name in ("grant_type", "client_assertion_type", "client_assertion")
        },
    }
    reads["/token"] = {"post": {
        "operationId": "token",
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {**said, **dict.fromkeys(("400", "401", "403", "409"), problem)},
    }}  # fmt: skip
    reads["/events"] = {"post": _reporting(problem)}
    return {"openapi": "3.1.0", "info": {"title": "Gateway", "version": "1.0.0"}, "paths": reads}


def _reporting(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Describe how a register reports a change: a signed CloudEvent, taken once by id and source."""
    text = {"type": "string"}
    data = {
        "type": "object", "required": ["subject", "values"],
        "properties": {"subject": text, "values": {"type": "object", "minProperties": 1}},
    }  # fmt: skip
    named = ("specversion", "id", "source", "type", "time", "agreement", "purpose")
    event = {
        "type": "object", "required": [*named, "data"],
        "properties": {**dict.fromkeys(named, text), "type": {"const": reports.KIND}, "data": data},
    }  # fmt: skip
    signed = ("x-road-client", "content-digest", "signature-input", "signature")
    taken = {"type": "object", "required": ["id"], "properties": {"id": text}}
    refusals = dict.fromkeys(("400", "401", "403", "404", "409", "429", "503", "504"), problem)
    return {
        "operationId": "reportChange",
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": text} for name in signed
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": event}}},
        "responses": {
            "200": {"description": "taken", "content": {"application/json": {"schema": taken}}},
            **refusals,
        },
    }  # fmt: skip
