"""One sign-in for several cities: who signed in at home is known next door, by real processes."""

import re
from html import unescape
from urllib.parse import urljoin

import httpx2
import psycopg
import pytest

from tests.cast import CAST
from tests.cities.test_two_cities import City, running

NUMBER = CAST.applicant.number


class Browser:
    """Follows what a page leads to, form by form, as a browser without scripts does."""

    def __init__(self):
        self.client = httpx2.Client(follow_redirects=True, timeout=30)

    def open(self, address):
        self.page = self.client.get(address)
        return self

    def send(self, place, /, **typed):
        """Send the form with this action, with what it carries already."""
        form = next(
            found
            for found in re.findall(r"<form[^>]*>.*?</form>", self.page.text, re.DOTALL)
            if place in re.match(r"<form[^>]*>", found)[0]
        )
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', form))
        said = {name: unescape(value) for name, value in hidden.items()} | typed
        here = re.search(r'action="([^"]+)"', re.match(r"<form[^>]*>", form)[0])
        there = urljoin(str(self.page.url), here[1]) if here else str(self.page.url)
        self.page = self.client.post(there, data=said)
        assert self.page.status_code == 200, (there, self.page.text[:800])
        return self


@pytest.fixture(scope="module")
def cities(django_db_setup, tmp_path_factory, test_server):
    """A city at home and one next door, which trusts its sign-in."""
    home = tmp_path_factory.mktemp("one-sign-in")
    one, other = (City(name, home / name, test_server) for name in ("FJ-ND", "FJ-PT"))
    # A browser keeps cookies by the name of the host, whatever the port.
    other.address = other.address.replace("127.0.0.1", "localhost")
    with running(one, other):
        one.do("settle", number=NUMBER, agency="GA", service="HUKOU")
        given = one.do("let_in", back=f"{other.address}/sign-in/by/neighbour/back")
        other.do("trust", issuer=one.address, **given)
        # Both have loaded their pages: a person's patience with a provider is three seconds.
        for city in (one, other):
            Browser().open(f"{city.address}/sign-in")
        yield one, other
    with psycopg.connect(test_server.conninfo(), autocommit=True) as connection:
        for city in (one, other):
            connection.execute(f"drop database {city.database} with (force)")


def test_who_signed_in_at_home_is_known_next_door_after_agreeing_once(cities):
    home, next_door = cities
    browser = Browser().open(f"{next_door.address}/sign-in?next=/ways")
    assert "用邻市登录" in browser.page.text
    browser.open(f"{next_door.address}/sign-in/by/neighbour?next=/ways")
    assert str(browser.page.url).startswith(f"{home.address}/sign-in")
    browser.send('method="post" novalidate', number=NUMBER)
    browser.send("/sign-in/code", code="123456")
    assert "一处登录，全省通办" in browser.page.text
    browser.send("/identity/o/authorize", action="grant", kept="1")
    assert str(browser.page.url) == f"{next_door.address}/ways"
    assert next_door.do("who", number=NUMBER) == {"name": CAST.applicant.name, "how": ["code"]}
    # The second time nothing is asked at all.
    browser.send("/sign-out")
    browser.open(f"{next_door.address}/sign-in/by/neighbour?next=/ways")
    assert str(browser.page.url) == f"{next_door.address}/ways"


def test_an_answer_nobody_here_asked_for_signs_nobody_in(cities):
    _, next_door = cities
    answer = Browser().open(f"{next_door.address}/sign-in/by/neighbour/back?code=x&state=y")
    assert answer.page.status_code == 403
    assert "没有认出您" in answer.page.text
