"""Carriers (传输): how a signed request reaches a provider's gateway, over HTTP or in this process."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx2

from tongban.exchange.domain.checks import Request
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import answers, deferred, fetching, inbound, tokens
from tongban.exchange.gateway.answers import Response
from tongban.kernel import time, tracing

LOCAL = "http://gateway.internal"
"""The address under which a gateway of this installation signs for itself."""


class Carrier(Protocol):
    """Carries requests to one gateway (传输)."""

    address: str

    def send(self, request: Request, *, patience: float) -> Response:
        """Carry a request and bring the answer; raises ExchangeProblem where there is none."""
        ...

    def token(self, form: Mapping[str, str], *, proof: str) -> dict[str, Any]:
        """Fetch a token; raises ExchangeProblem."""
        ...


class Within:
    """Carries to the gateway of this installation, by a call (进程内传输)."""

    address = LOCAL

    def send(self, request: Request, *, patience: float) -> Response:
        """Hand the request to the inbound role; it is judged like one that came over the wire."""
        del patience
        if not fetching.fetches(request.method, request.path):
            return inbound.answer(request)
        try:
            return fetching.answer(request)
        except ExchangeProblem as problem:
            return answers.refused(problem)

    def token(self, form: Mapping[str, str], *, proof: str) -> dict[str, Any]:
        """Ask the token endpoint of this installation."""
        return tokens.grant(form, proof=proof, uri=f"{LOCAL}{tokens.PATH}", at=time.now())


class Http:
    """Carries over HTTP to a gateway elsewhere (HTTP 传输); connections are kept."""

    def __init__(self, address: str) -> None:
        """Take the address of the gateway."""
        self.address = address.rstrip("/")
        self._client = httpx2.Client(timeout=10.0, trust_env=False)

    def send(self, request: Request, *, patience: float) -> Response:
        """Post the request and return what came."""
        headers = {
            **request.headers, **tracing.onward(), "content-type": "application/json",
        }  # fmt: skip
        try:
            came = self._client.request(
                request.method,
                request.target,
                content=request.body,
                headers=headers,
                timeout=patience,
            )
        except httpx2.TimeoutException as error:
            raise ExchangeProblem("provider.timeout", self.address) from error
        except httpx2.HTTPError as error:
            raise ExchangeProblem("provider.unreachable", self.address) from error
        return Response(
            came.status_code,
            {name.lower(): value for name, value in came.headers.items()},
            came.content,
        )

    def token(self, form: Mapping[str, str], *, proof: str) -> dict[str, Any]:
        """Post to the token endpoint."""
        headers = {"content-type": "application/x-www-form-urlencoded", "dpop": proof}
        try:
            came = self._client.post(
                f"{self.address}{tokens.PATH}", content=urlencode(form), headers=headers
            )
            said = came.json()
        except (httpx2.HTTPError, json.JSONDecodeError) as error:
            raise ExchangeProblem("provider.unreachable", self.address) from error
        if not came.is_success:
            raise ExchangeProblem.of_json(said)
        return dict(said)


def look(address: str, job: str) -> Response:
    """Look whether a deferred answer is there."""
    if address == LOCAL:
        return deferred.fetch(job, at=time.now())
    try:
        came = httpx2.get(
            f"{address}{deferred.PATH}{job}",
            headers=tracing.onward(),
            timeout=10.0,
            trust_env=False,
        )
    except httpx2.HTTPError as error:
        raise ExchangeProblem("provider.unreachable", address) from error
    return Response(came.status_code, {}, came.content)


@cache
def to(address: str) -> Carrier:
    """Return the carrier to a gateway's address; none named is this installation."""
    return Http(address) if address else Within()
