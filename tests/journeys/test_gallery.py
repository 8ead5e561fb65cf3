"""Every page there is, walked to and judged by axe: on a phone, at 320 pixels, twice as large, at a desk.

A page that no walk comes to fails its surface: whoever adds a template adds the way to it here.
Where TONGBAN_PICTURES says where the pictures go, they are taken of every page at both widths.
"""

import os

import pytest
from django.test import Client

from tests.journeys import as_anybody, as_citizens, as_officers
from tests.journeys.as_citizens import home
from tests.journeys.conftest import launched
from tests.journeys.walking import Gallery, Walk, page_templates, signed_in
from tongban.kernel.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CITIZEN = ("citizen", "openapi", "gateway")


@pytest.fixture
def town(db, settings, cast):
    """The definitions, everybody at their posts, the applicant and her husband with their papers."""
    from tests import staffing
    from tongban.people import api as people
    from tongban.voice.routing.current import CURRENT

    settings.TONGBAN_DEMO = True
    CURRENT.forget()
    book = staffing.publish()
    officers = staffing.staff()
    for name, duty, agency in (
        ("head", "head", staffing.AGENCY), ("planner", "designer", None), ("approver", "designer", None),
        ("system", "system", None), ("security", "security", None), ("audit", "audit", None),
    ):  # fmt: skip
        setattr(officers, name, staffing.officer(name, cast.head.name, duty, agency))
    her, him = staffing.settle(cast.applicant, book), staffing.settle(cast.spouse, book, seed=8)
    people.relate(her.party.id, "spouse", him.party.id, actor=SYSTEM)
    officers.her, officers.him, officers.book = her, him, book
    yield officers
    CURRENT.forget()


@pytest.fixture
def walk():
    """A walk that keeps every page it is given."""
    with Walk().noting() as going:
        yield going


@pytest.fixture
def outgoing(settings, tmp_path):
    """A home of the walk's own, for what is signed and sent."""
    from tongban.exchange.registry import snapshot

    settings.HOME = tmp_path
    snapshot.forget()
    yield
    snapshot.forget()


def all_seen(walk, *surfaces):
    """Fail where nobody came to a page of these surfaces."""
    missed = page_templates(*surfaces) - {one.template for one in walk.seen.values()}
    assert not missed, f"nobody comes to {', '.join(sorted(missed))}"


def judge(walk, *surfaces):
    """Have axe look at one page of each template; nothing sticks out at any width."""
    wrong, known = [], set()
    # The browser comes after the walk: its driver runs a loop that pages do not expect.
    with launched() as browser:
        gallery = Gallery(browser)
        for (template, name), seen in walk.seen.items():
            if template.partition("/")[0] not in surfaces:
                continue
            if template not in known or os.environ.get("TONGBAN_PICTURES"):
                wrong += gallery.judge(seen, name, whole=template not in known)
            known.add(template)
    assert wrong == []


def test_the_citizens_pages(walk, town, monkeypatch):
    me, stranger = home(town.her), Client()
    stranger.get("/sign-in")
    stranger.post("/sign-in", {"number": town.her.number}, follow=True)
    stranger.post("/sign-in", {"number": "1"})
    as_citizens.applying(me, town.her, town.him)
    as_citizens.deciding(me, town.her, town)
    as_citizens.holding(me, town.her, town.him)
    as_citizens.lending(me, town.him, town.her)
    as_citizens.developing(town.her)
    as_citizens.demanding(me)
    as_citizens.told(me, town.her)
    as_citizens.entitled(stranger)
    as_citizens.booking(me, monkeypatch)
    walk.wander(me, "/", "/mine", "/me", "/say", "/v/", "/open/", "/log/")
    all_seen(walk, *CITIZEN)
    judge(walk, *CITIZEN)


def test_the_pages_everybody_shares(walk, town, settings, monkeypatch):
    as_anybody.going_wrong(walk)
    as_anybody.entering(town, settings, monkeypatch)
    as_anybody.elsewhere(town, monkeypatch)
    as_anybody.administering(town)
    for account in (town.system, town.security, town.audit, town.clerk):
        walk.wander(signed_in(account), "/staff/admin", within=("/staff", "/ways"))
    all_seen(walk, "shared")
    judge(walk, "shared", "idp")


def test_the_pages_of_the_window(walk, town, monkeypatch):
    clerk = as_officers.at_the_window(town)
    walk.wander(clerk, "/window/person", within="/window")
    as_officers.on_the_telephone(clerk, town)
    as_citizens.visiting(clerk, monkeypatch)
    walk.wander(signed_in(town.clerk), "/window/", within="/window")
    all_seen(walk, "window")
    judge(walk, "window")


def test_the_pages_of_the_desk(walk, town, outgoing, settings):
    as_citizens.deciding(home(town.her), town.her, town)
    as_officers.at_the_desk(town)
    as_officers.sending(town, settings)
    for account, start in (
        (town.reviewer, "/desk/"), (town.supervisor, "/desk/overdue"), (town.supervisor, "/desk/themes")
    ):  # fmt: skip
        walk.wander(signed_in(account), start, within="/desk")
    all_seen(walk, "desk")
    judge(walk, "desk")


def test_the_pages_of_the_supervisor(walk, town):
    walk.wander(as_officers.supervising(town), "/supervisor/", within="/supervisor")
    all_seen(walk, "supervisor")
    judge(walk, "supervisor")


def test_the_pages_of_the_designer(walk, town, outgoing):
    as_officers.designing(town)
    walk.wander(signed_in(town.planner), "/designer/", within="/designer")
    all_seen(walk, "designer")
    judge(walk, "designer")
