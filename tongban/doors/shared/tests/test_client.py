"""Whose tries are counted: the client's, whatever a header says."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from tongban.doors.shared.client import address


@pytest.fixture
def proxied(settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]


def came(direct, said=""):
    return RequestFactory().get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=said)


def test_without_a_proxy_no_header_changes_who_one_is(settings):
    settings.TRUSTED_PROXIES = []
    assert address(came("203.0.113.7", "198.51.100.1")) == "203.0.113.7"


def test_a_header_from_somebody_else_than_our_proxy_is_not_believed(proxied):
    assert address(came("203.0.113.7", "198.51.100.1")) == "203.0.113.7"


def test_behind_our_proxy_everybody_is_counted_for_themselves(proxied):
    assert address(came("10.0.0.2", "198.51.100.1")) == "198.51.100.1"


@pytest.mark.parametrize("spoofed", ["1.2.3.4, ", "10.0.0.9, ", "x, ", "1.2.3.4," * 500])
def test_what_the_client_put_into_the_header_itself_is_not_believed(proxied, spoofed):
    assert address(came("10.0.0.2", f"{spoofed}198.51.100.1, 10.0.0.3")) == "198.51.100.1"


@pytest.mark.parametrize("said", ["", "unknown", "<script>", "10.0.0.3"])
def test_a_header_that_names_no_client_leaves_the_proxy(proxied, said):
    assert address(came("10.0.0.2", said)).startswith("10.0.0.")


def test_a_line_of_ipv6_is_one_address_however_many_it_has():
    assert address(came("2001:db8:1:2::a")) == address(came("2001:db8:1:2:ffff::b"))
    assert address(came("2001:db8:1:2::a")) != address(came("2001:db8:1:3::a"))
    assert address(came("::ffff:203.0.113.7")) == "203.0.113.7"
