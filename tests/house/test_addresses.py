"""Every address says who may open it, and keeps its word."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = {
    "key": "1a2b", "ref": "1a2b", "str:service": "X-1", "str:event": "X-1", "str:goal": "X-1",
    "str:number": "260410-0417-00231-7", "str:token": "abc", "int": "1", "str": "x",
}  # fmt: skip


def patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def address(route: str) -> str:
    def fill(match):
        converter, _, name = match.group(1).partition(":")
        return SAMPLES.get(f"{converter}:{name}") or SAMPLES.get(converter, "x")

    return "/" + re.sub(r"<([^>]+)>", fill, route)


ALL = sorted(patterns(), key=lambda pair: pair[0])
CLOSED = [
    route for route, view in ALL if getattr(view, "access", None) not in ("public", "machine")
]


def test_every_view_says_who_may_open_it():
    unsaid = [route for route, view in ALL if not getattr(view, "access", None)]
    assert len(ALL) > 30
    assert unsaid == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", CLOSED)
def test_a_stranger_without_an_account_is_sent_to_sign_in(client, route):
    answer = client.get(address(route))
    assert answer.status_code in (302, 403, 405)
    if answer.status_code == 302:
        assert "sign-in" in answer["Location"]


def test_no_address_has_a_place_for_an_id_number():
    named = [name for route, _ in ALL for name in re.findall(r"<(?:\w+:)?(\w+)>", route)]
    assert set(named) & {"idno", "id_number", "citizen", "person", "name"} == set()
