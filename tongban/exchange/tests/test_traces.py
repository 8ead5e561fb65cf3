"""What goes out carries the trace it belongs to (追踪): to a gateway, to an agency."""

import httpx2
import pytest

from tongban.exchange.connectors import http
from tongban.exchange.connectors.connection import Connection
from tongban.exchange.domain.checks import Request
from tongban.exchange.gateway import carriers
from tongban.kernel import tracing
from tongban.kernel.time import now


@pytest.fixture
def heard():
    """What a system elsewhere hears, which answers without rows."""
    calls = []

    def answer(request):
        calls.append(request.headers.get("traceparent", ""))
        return httpx2.Response(200, json={"rows": []})

    yield calls, httpx2.MockTransport(answer)
    tracing.end()


def at_a_gateway(transport):
    carrier = carriers.Http("http://gw")
    carrier._client = httpx2.Client(transport=transport)
    carrier.send(Request("POST", "http://gw/ask", "/ask", {}, b"{}", now()), patience=1.0)


def at_an_agency(transport):
    source = http.Http(Connection("one", "http", "http://agency", {}), "")
    source._client = httpx2.Client(transport=transport, base_url="http://agency")
    source.find("people", "idno", "1", seconds=1.0)


@pytest.mark.parametrize("ask", [at_a_gateway, at_an_agency])
def test_a_call_carries_the_trace_and_outside_of_one_nothing(heard, ask):
    calls, transport = heard
    ask(transport)
    tracing.begin()
    ask(transport)
    assert calls == ["", tracing.header()]
