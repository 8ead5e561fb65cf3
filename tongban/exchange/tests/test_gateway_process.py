"""The gateway's application as a server calls it: paths, methods, reserved codes, tokens over the wire."""

import io
import json
import socket

import pytest

from tongban.exchange.domain import jose
from tongban.exchange.gateway import connected, inbound
from tongban.exchange.gateway.wsgi import Gateway
from tongban.exchange.registry import members


@pytest.fixture
def call(ground):
    """Call the application; returns status and body."""

    def call(method, path, body=b"", role="both", query="", **headers):
        said = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "gw",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
        }
        said |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        seen = []
        answer = b"".join(
            Gateway(role)(said, lambda status, headers: seen.append((status, dict(headers))))
        )
        return int(seen[0][0][:3]), answer

    return call


def test_a_request_over_the_wire_is_answered_signed(ground, call):
    request = ground.request()
    # The local carrier signs for its own address, so the server must have been called by it.
    headers = {**request.headers, "host": "gateway.internal"}
    status, body = call("POST", request.path, request.body, **headers)
    assert (status, json.loads(body)["rows"][0]["name"]) == (200, "林晓舟")


def test_a_header_that_comes_twice_is_refused(ground, call):
    request = ground.request()
    headers = {**request.headers, "purpose-id": "PU-DUTY,PU-FEW"}
    status, body = call("POST", request.path, request.body, **headers)
    assert (status, json.loads(body)["type"].rpartition(":")[2]) == (
        400,
        "request.header_duplicate",
    )


def test_what_is_not_there_is_not_there(call):
    assert call("GET", "/nothing")[0] == 404
    assert call("TRACE", "/heartbeat")[0] == 405
    assert call("POST", "/token", b"x=1", role="outbound")[0] == 405
    assert call("POST", "/token", b"x=1")[0] == 400


def test_the_reserved_codes_describe_members_and_services(ground, call):
    member = ground.service.rpartition("/")[0]
    listed = json.loads(call("GET", f"/r1/{member}/listMethods")[1])["service"]
    assert [(one["service_code"], one["state"]) for one in listed] == [("HUKOU.v1", "active")]
    client = members.ours(members.PLATFORM)
    assert json.loads(call("GET", f"/r1/{member}/allowedMethods", query=f"client={client}")[1])[
        "service"
    ]
    assert (
        json.loads(call("GET", f"/r1/{member}/allowedMethods", query="client=a")[1])["service"]
        == []
    )
    described = json.loads(call("GET", f"/r1/{member}/getOpenAPI", query="serviceCode=HUKOU")[1])
    assert described["openapi"] == "3.1.0"
    assert {one["id"] for one in json.loads(call("GET", "/listClients")[1])["member"]} == {
        str(client),
        member,
    }


def test_the_directory_is_signed_and_expires(call):
    text = call("GET", "/directory")[1].decode()
    key = members.signer(members.ours("registry"), use=members.REGISTRY).public
    said = jose.opened(text).check(key, typ="directory+jwt")
    assert said["exp"] - said["iat"] == 600
    assert said["stop"] - said["iat"] == 86_400


def test_who_has_hung_up_is_seen_without_asking():
    here, there = socket.socketpair()
    with here:
        assert not connected.has_hung_up(here.fileno())
        there.close()
        assert connected.has_hung_up(here.fileno())


def test_a_call_asks_the_database_four_times(ground, django_assert_max_num_queries):
    inbound.answer(ground.request())  # what is kept in memory has been read
    request = ground.request()
    with django_assert_max_num_queries(4):
        assert inbound.answer(request).status == 200
