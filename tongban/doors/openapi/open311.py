"""Open311 GeoReport v2 (诉求的国际通用接口): discovery, services, requests and tokens, JSON and XML.

The format is the suffix of the address (`requests.json`, `requests.xml`). Reading is free; filing
takes an `api_key`. Errors are a list of code and description, as the standard has them. One request
by its id is a list of one.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.openapi import georeport, xml
from tongban.doors.shared.access import public
from tongban.kernel.actors import Actor
from tongban.kernel.problems import Problem
from tongban.kernel.time import now
from tongban.voice import api as voice

SPAN = timedelta(days=90)
MOST, PAGE = 1000, 50
FORMATS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
Answer = tuple[str, Any, int]
View = Callable[..., Answer]


class Wrong(Exception):  # noqa: N818 - an answer, not a failure
    """Something the caller has to mend: a status, and a sentence that says what."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


def answered(view: View) -> Callable[..., HttpResponse]:
    """Turn what a view returns into JSON or XML by the suffix, and what is wrong into errors."""

    @wraps(view)
    def inner(request: HttpRequest, *, suffix: str = "json", **kwargs: Any) -> HttpResponse:
        try:
            _ours(request, suffix)
            root, value, status = view(request, **kwargs)
        except Wrong as wrong:
            root, status = "errors", wrong.status
            value = [{"code": status, "description": wrong.words}]
        except Problem as problem:
            root, status = "errors", problem.status
            value = [{"code": status, "description": problem.said("en")}]
        except SuspiciousOperation:
            root, status = "errors", 400
            value = [{"code": status, "description": "the request cannot be read"}]
        if suffix == "xml":
            return HttpResponse(
                xml.document(root, value), status=status, content_type=FORMATS["xml"]
            )
        return JsonResponse(
            value, status=status, safe=False, json_dumps_params={"ensure_ascii": False}
        )

    return inner


def _ours(request: HttpRequest, suffix: str) -> None:
    """Let through what is meant for this city, in a format there is. Raises Wrong."""
    if suffix not in FORMATS:
        raise Wrong(404, "json or xml")
    said = request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id")
    if said and said != georeport.jurisdiction():
        raise Wrong(404, "jurisdiction_id was not found")


@public
@require_safe
@answered
def discovery(request: HttpRequest) -> Answer:
    """Say where the interface is, in which formats and of which version."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": request.build_absolute_uri("/open311/v2"),
        "changeset": "2026-11-23T00:00:00+08:00",
        "type": "production",
        "formats": ["application/json", "text/xml"],
    }
    return (
        "discovery",
        {
            "changeset": "2026-11-23T00:00:00+08:00",
            "contact": "12345",
            "key_service": "12345",
            "endpoints": [endpoint],
        },
        200,
    )


@public
@require_safe
@answered
def services(_request: HttpRequest) -> Answer:
    """List what can be reported."""
    return "services", georeport.services(), 200


@public
@require_safe
@answered
def service(_request: HttpRequest, code: str) -> Answer:
    """Say what is asked beside the words of a service."""
    found = georeport.definition(code)
    if found is None:
        raise Wrong(404, "service_code was not found")
    return "service_definition", found, 200


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@answered
def requests(request: HttpRequest) -> Answer:
    """List requests, or take one in."""
    return _file(request) if request.method == "POST" else _listed(request)


@public
@require_safe
@answered
def one(_request: HttpRequest, number: str) -> Answer:
    """Return one request, as a list of one."""
    return "service_requests", [georeport.request(voice.published(number))], 200


@public
@require_safe
@answered
def token(_request: HttpRequest, token: str) -> Answer:
    """Return the id that a token has become."""
    number = voice.by_key(token)
    if number is None:
        raise Wrong(404, "token was not found")
    return "service_requests", [{"service_request_id": number, "token": token}], 200


def _listed(request: HttpRequest) -> Answer:
    asked = request.GET
    numbers = _many(asked.get("service_request_id"))[:MOST]
    if numbers:
        found = voice.published_list(numbers=numbers, limit=MOST)
        return "service_requests", [georeport.request(each) for each in found], 200
    until = _instant(asked.get("end_date"))
    since = _instant(asked.get("start_date")) or (until or now()) - SPAN
    if until and until - since > SPAN:
        raise Wrong(400, "start_date and end_date may not span more than 90 days")
    states = set(_many(asked.get("status")))
    if states - {"open", "closed"}:
        raise Wrong(400, "status is open or closed")
    found = voice.published_list(
        since=since,
        until=until,
        open_=None if len(states) != 1 else states == {"open"},
        kinds=_many(asked.get("service_code")),
        limit=_size(asked.get("page_size")),
    )
    return "service_requests", [georeport.request(each) for each in found], 200


def _file(request: HttpRequest) -> Answer:
    given = request.POST
    key = given.get("api_key") or request.GET.get("api_key") or ""
    name = voice.key_name(key)
    wanted = georeport.service(given.get("service_code", ""))
    if wanted is None:
        raise Wrong(400 if not given.get("service_code") else 404, "service_code was not found")
    batch = wanted["type"] == "batch"
    ticket = secrets.token_urlsafe(18) if batch else ""
    person = " ".join(part for part in (given.get("last_name"), given.get("first_name")) if part)
    words = voice.Words(
        text=given.get("description", ""),
        place=given.get("address_string", ""),
        topic="" if batch else str(wanted["service_name"]),
        point=_point(given.get("lat"), given.get("long")),
        privacy=_choice(given.get(f"attribute[{georeport.PRIVACY}]"), georeport.PRIVACIES, "named"),
        public=_choice(given.get(f"attribute[{georeport.PUBLIC}]"), georeport.PUBLICS, "no")
        == "yes",
        contact=given.get("phone") or given.get("email") or "",
        caller=person,
    )
    actor = Actor("system", 0, name[:40], "interface")
    filed = voice.file(words, channel="api", actor=actor, key=ticket)
    notice = "The number and this code find the demand again: " + filed.code
    said: dict[str, Any] = {"token": ticket} if batch else {"service_request_id": filed.number}
    return "service_requests", [said | {"service_notice": notice, "account_id": None}], 201


def _many(said: str | None) -> list[str]:
    return [part.strip() for part in (said or "").split(",") if part.strip()]


def _size(said: str | None) -> int:
    if said is None:
        return MOST
    if not said.isascii() or not said.isdigit() or not 1 <= int(said[:6]) <= MOST:
        raise Wrong(400, f"page_size is 1 to {MOST}")
    return int(said)


def _instant(said: str | None) -> datetime | None:
    if not said:
        return None
    try:
        # A plus that was not encoded arrives as a blank.
        found = parse_datetime(said.strip().replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 <= found.year <= 2200:  # noqa: PLR2004
        raise Wrong(400, "a date is written 2026-11-23T08:00:00+08:00")
    return found


def _point(latitude: str | None, longitude: str | None) -> voice.Point | None:
    if not latitude and not longitude:
        return None
    try:
        return voice.Point(float(latitude or ""), float(longitude or ""))
    except ValueError:
        raise Wrong(400, "lat and long are degrees") from None


def _choice(said: str | None, values: dict[str, str], otherwise: str) -> str:
    if not said:
        return otherwise
    if said not in values:
        raise Wrong(400, " or ".join(values))
    return said


urlpatterns = [
    path("discovery.<str:suffix>", discovery),
    path("v2/discovery.<str:suffix>", discovery),
    path("v2/services.<str:suffix>", services),
    path("v2/services/<str:code>.<str:suffix>", service),
    path("v2/requests.<str:suffix>", requests),
    path("v2/requests/<str:number>.<str:suffix>", one),
    path("v2/tokens/<str:token>.<str:suffix>", token),
]
