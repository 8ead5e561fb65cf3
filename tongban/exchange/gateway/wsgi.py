"""The gateway's way in (网关入口): one lean application, without the portal's middlewares.

POST /r1/… asks a data service; POST /token gives tokens; /jobs/… holds deferred answers; /events,
/deliveries and /bundles are a member's own; the reserved codes of X-Road describe what there is. An
outbound gateway takes POST /r1/… and POST /events from the agency's own systems. Everything else does not exist.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from django.db import DatabaseError

from tongban.exchange.domain.checks import LARGEST_BODY, Request
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import (
    answers,
    connected,
    deferred,
    described,
    fetching,
    inbound,
    outward,
    reports,
    tokens,
)
from tongban.exchange.gateway.answers import Response
from tongban.kernel import time

PEER = "HTTP_X_CLIENT_CERTIFICATE_SHA256"
"""The header in which a proxy of ours, which ends TLS, names the certificate of the peer."""
ONE_VALUE = (
    "x-road-client",
    "x-road-id",
    "x-road-userid",
    "x-road-issue",
    "purpose-id",
    "case-ticket",
    "authorization",
    "content-digest",
    "idempotency-key",
    "consent-ref",
    "order-ref",
)
Start = Callable[[str, list[tuple[str, str]]], Any]
_STATUS = {one.value: f"{one.value} {one.phrase}" for one in HTTPStatus}


class Gateway:
    """The application of one gateway process (网关进程), inbound, outbound or both."""

    def __init__(self, role: str = "both") -> None:
        """Take the role: a provider's ("inbound"), an asker's ("outbound"), or both."""
        self.inbound = role in ("inbound", "both")
        self.outbound = role in ("outbound", "both")

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request."""
        try:
            connected.take()
            made = self._answer(environ)
        except ExchangeProblem as problem:
            made = answers.refused(problem)
        except DatabaseError as error:
            why = type(error).__name__
            made = answers.refused(ExchangeProblem("log.write_failed", why, retry_after=5))
        finally:
            connected.give_back()
        headers = [*made.headers.items(), ("content-length", str(len(made.body)))]
        start(_STATUS.get(made.status, f"{made.status} Unknown"), headers)
        return [made.body]

    def _answer(self, environ: dict[str, Any]) -> Response:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        if self.inbound and fetching.fetches(method, path):
            return fetching.answer(_request(environ), peer=environ.get(PEER, ""))
        if not self.inbound and method == "POST" and (work := _outward(path)):
            return work(_request(environ), peer=environ.get(PEER, ""))
        if self.inbound and path.startswith("/r1/") and method == "POST":
            return inbound.answer(_request(environ), peer=environ.get(PEER, ""))
        if self.inbound and path == tokens.PATH and method == "POST":
            return _token(environ)
        if method == "GET" and path.startswith(deferred.PATH):
            return deferred.fetch(path.removeprefix(deferred.PATH), at=time.now())
        if method == "GET":
            return described.describe(
                path,
                parse_qs(environ.get("QUERY_STRING", "")),
                address=_address(environ),
                at=time.now(),
            )
        raise ExchangeProblem("request.method", method)


def _outward(path: str) -> Callable[..., Response] | None:
    """Return what an outbound gateway does for the agency's own systems at a path."""
    if path == reports.PATH:
        return outward.report
    return outward.ask if path.startswith("/r1/") else None


def _token(environ: dict[str, Any]) -> Response:
    form = {name: values[0] for name, values in parse_qs(_body(environ).decode("latin-1")).items()}
    uri = f"{_address(environ)}{tokens.PATH}"
    try:
        said = tokens.grant(form, proof=environ.get("HTTP_DPOP", ""), uri=uri, at=time.now())
    except ExchangeProblem as problem:
        return answers.refused(problem)
    return answers.plain(200, said, cache_control="no-store")


def _request(environ: dict[str, Any]) -> Request:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ONE_VALUE:
        if "," in headers.get(name, ""):
            raise ExchangeProblem("request.header_duplicate", name)
    path = environ.get("PATH_INFO", "/")
    query = environ.get("QUERY_STRING", "")
    target = f"{_address(environ)}{path}{'?' + query if query else ''}"
    return Request(environ["REQUEST_METHOD"], target, path, headers, _body(environ), time.now())


def _address(environ: dict[str, Any]) -> str:
    return f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"


def _body(environ: dict[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        raise ExchangeProblem("request.malformed", "too large")
    found: bytes = environ["wsgi.input"].read(int(length))
    return found
