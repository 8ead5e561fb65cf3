"""One served city for the ten journeys, and the four doors by which the cast enters it."""

import contextlib
import itertools
import re
from dataclasses import dataclass, replace

import pytest

from tests.journeys.conftest import launched

PHONE, DESK = 390, 1280
PATIENCE = 90_000  # a busy machine is no failure


@dataclass(frozen=True, slots=True)
class City:
    """A city that is served while the journeys last (一座城)."""

    url: str
    staff: object
    book: object
    numbers: object

    def resident(self, player):
        """Somebody new of the cast's name, with an identity card and a household register."""
        from tests import staffing

        turn = next(self.numbers)
        return staffing.settle(replace(player, seq=player.seq + 2 * turn), self.book, seed=turn)


@pytest.fixture(scope="package")
def city(django_db_setup, django_db_blocker):
    """The definitions published once, everybody at their posts, and a server before them."""
    from django.core.management import call_command
    from django.test.utils import override_settings
    from pytest_django.live_server_helper import LiveServer

    from tongban.voice.routing.current import CURRENT

    with django_db_blocker.unblock(), override_settings(TONGBAN_DEMO=True):
        CURRENT.forget()
        book, staff = _peopled()
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            yield City(server.url, staff, book, itertools.count(1))
        server.stop()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)
        CURRENT.forget()


@pytest.fixture
def _django_db_helper(city):
    """Stand for what empties the tables behind a test: here the city's own end does."""


def _peopled():
    """Publish the definitions, which want four eyes, and appoint the officers."""
    from tests import staffing
    from tongban.catalogue import api as catalogue

    staffing.publish()
    _four_eyes()
    staff = staffing.staff()
    for name, title in (("drafter", "何静"), ("approver", "周明")):
        setattr(staff, name, staffing.officer(name, title, "designer"))
    return catalogue.book(), staff


def _four_eyes():
    import tempfile
    from pathlib import Path

    from tests.staffing import DEFINITIONS
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    text = (DEFINITIONS / "shared" / "city.yaml").read_text("utf-8")
    wanted = re.sub(r"\n  four_eyes: .*", "", text)
    with tempfile.TemporaryDirectory() as place:
        changed = wanted.replace("city:\n", "city:\n  four_eyes: true\n", 1)
        (Path(place) / "city.yaml").write_text(changed, "utf-8")
        catalogue.publish(Path(place), actor=SYSTEM)


@pytest.fixture(scope="package")
def browser():
    """One Chromium for all journeys."""
    with launched() as running:
        yield running


class Visitor:
    """Somebody at a browser; no page they come to may stick out at the side (来人)."""

    def __init__(self, context):
        self.page = context.new_page()
        self.complaints = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, said):
        # A page that refuses says so by its status; so does a city that is too busy to save now.
        refused = "status of 4" in said.text or "status of 503" in said.text
        if said.type == "error" and not refused:
            self.complaints.append(said.text)

    def go(self, path):
        self.page.goto(path)
        self.fits()

    def click(self, what):
        """Click what leads to another page; without a script, what is hidden stays unclicked."""
        with self.page.expect_navigation():
            self.page.locator(what).locator("visible=true").first.click()
        self.fits()

    def fits(self):
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], f"{self.page.url} is {wide} wide"

    def fill(self, name, value):
        self.page.locator(f"[name='{name}']").locator("visible=true").first.fill(value)

    def choose(self, name, value):
        self.page.locator(f"[name='{name}'][value='{value}']").check()

    def says(self, words):
        return words in self.page.inner_text("body")

    def at(self, path):
        return path in self.page.url


class Door:
    """One of the four ways in (门): a width, with or without a script."""

    def __init__(self, browser, city, *, width, script):
        self.browser, self.city, self.width, self.script = browser, city, width, script
        self.inside = contextlib.ExitStack()
        self.visitors = []

    def open(self, who=None, **context):
        """Let somebody in: a resident, an officer's account, or nobody who is known."""
        size = {"width": self.width, "height": 844}
        made = self.browser.new_context(
            viewport=size, base_url=self.city.url, locale="zh-CN",
            java_script_enabled=self.script, **context,
        )  # fmt: skip
        made.set_default_timeout(PATIENCE)
        self.inside.callback(made.close)
        if who is not None:
            made.add_cookies([session_of(account_of(who), self.city.url)])
        visitor = Visitor(made)
        self.visitors.append(visitor)
        return visitor

    def close(self):
        self.inside.close()
        assert [said for each in self.visitors for said in each.complaints] == []


def account_of(who):
    """The account of a resident; an officer's is an account already."""
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    return people.open_account(who.party.id, actor=SYSTEM) if hasattr(who, "party") else who


def session_of(account, url):
    """The cookie of somebody who has signed in."""
    from django.test import Client

    known = Client()
    known.force_login(account)
    (cookie,) = known.cookies.values()
    return {"name": cookie.key, "value": cookie.value, "url": url}


DOORS = [
    pytest.param((width, script), id=f"{name}-{way}")
    for width, name in ((PHONE, "phone"), (DESK, "desk"))
    for script, way in ((True, "script"), (False, "plain"))
]
_, PHONE_PLAIN, DESK_SCRIPT, _ = DOORS


@pytest.fixture(params=DOORS)
def door(request, browser, city):
    """Every journey is walked through all four."""
    width, script = request.param
    opened = Door(browser, city, width=width, script=script)
    yield opened
    opened.close()
