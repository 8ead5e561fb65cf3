"""A whole procedure through the doors: notice, answer, extension, hearing, conditions, delivery.

The applicant, a reviewer, the head of the agency and a clerk each at their own browser; every
page on the way is looked at by axe. A hearing lies days ahead: the second story takes up a case
whose hearing was announced long enough ago and is held today.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.test_staff import NARROW, WIDE, Visitor, chromium  # noqa: F401
from tongban.cases import api as cases
from tongban.kernel.actors import SYSTEM
from tongban.kernel.time import city_date, now
from tongban.people import api as people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A desk shows nothing that a phone hides; its pages are walked for their pictures.
SIZES = pytest.mark.parametrize(
    "size", [NARROW, WIDE] if os.environ.get("TONGBAN_PICTURES") else [NARROW]
)


class Resident(Visitor):
    """The applicant at a browser, signed in."""

    def __init__(self, browser, server, account, *, size=WIDE):
        from django.test import Client

        known = Client()
        known.force_login(account)
        self.server, self.complaints = server, []
        self.context = browser.new_context(viewport=size, locale="zh-CN")
        cookie = next(iter(known.cookies.values()))
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
        self.page = self.context.new_page()
        self.page.on("console", self._heard)


@pytest.fixture
def town(live_server, cast):
    """The city with its officers, a head of the first agency, and the applicant with papers."""
    from tests import staffing

    book = staffing.publish()
    staffing.staff()
    staffing.officer("zhouzhuren", "周主任", "head", staffing.AGENCY)
    return live_server, staffing.settle(cast.applicant, book)


def picture(visitor, name):
    """Keep the page as a picture where somebody wants to look (TONGBAN_PICTURES)."""
    visitor.look()
    if place := os.environ.get("TONGBAN_PICTURES"):
        size = visitor.page.viewport_size
        visitor.page.set_viewport_size(size | {"height": 2400})  # panes scroll by themselves
        visitor.page.screenshot(path=Path(place) / f"{name}-{size['width']}.png", full_page=True)
        visitor.page.set_viewport_size(size)


def deed(officer, number, name, keep="", **typed):
    """Open a deed's form, fill it in and send it."""
    officer.go(f"/desk/case/{number}/{name}")
    picture(officer, keep or name)
    for field, value in typed.items():
        put(officer.page.locator(".deed"), field, value)
    for box in officer.page.locator("input[name=seen]").all():
        box.check()
    for line in officer.page.locator(".deed input[name^='r.']").all():
        line.fill("汉族")
    officer.click(".deed .btn")
    assert "said=" in officer.page.url, officer.page.inner_text(".deed")


def put(page, field, value):
    """Type into a field, choose from it, or tick it."""
    found = page.locator(f"[name='{field}']")
    kind = found.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        page.locator(f"[name='{field}'][value='{value}']").check()
    elif found.first.evaluate("one => one.tagName") == "SELECT":
        found.select_option(value)
    else:
        found.fill(value)


@SIZES
def test_from_the_notice_to_the_hearing(chromium, town, size):  # noqa: F811 - a fixture
    from tests.staffing import hand_in

    server, resident = town
    number = hand_in(resident)
    me = Resident(chromium, server, people.open_account(resident.party.id, actor=SYSTEM), size=size)
    officer = Visitor(chromium, server, "chenli", size=size)
    officer.go(f"/desk/case/{number}")
    picture(officer, "desk-filed")
    for name in ("turn-away", "correct"):
        officer.go(f"/desk/case/{number}/{name}")
        picture(officer, name)
    officer.go(f"/desk/case/{number}/supplement")
    officer.page.check("[value='applicant.reason']")
    officer.page.fill("[name='why.applicant.reason']", "请写明在哪里丢的")
    officer.click(".deed .btn")
    me.go(f"/case/{number}/supplement")
    picture(me, "citizen-notice")
    me.page.fill("[name='applicant.reason']", "在公交车上丢失")
    me.click("main .btn")
    officer.go(f"/desk/case/{number}")
    officer.click(".dock button")
    deed(officer, number, "extend", days="5", reason="要到外地核实")
    head = Visitor(chromium, server, "zhouzhuren", size=size)
    head.go(f"/desk/case/{number}")
    picture(head, "desk-head")
    head.click(".doings button")
    deed(officer, number, "hearing", reason="涉及第三人的重大利益。")
    me.go(f"/case/{number}")
    picture(me, "citizen-hearing")
    me.click("text=申请听证")
    picture(me, "citizen-hearing-ask")
    me.click("main .btn")
    day = city_date(now()) + timedelta(days=14)
    deed(officer, number, "hearing-set", day=day.isoformat(), place="行政服务中心二楼")
    deed(officer, number, "stop", ground="test", days="3", unit="working_day", reason="比对人像")
    deed(officer, number, "opinion", agency="SJ", about="是否有欠税", days="3")
    officer.page.locator("details.origin summary").click()
    picture(officer, "desk-running")
    me.go(f"/case/{number}")
    me.page.locator("details summary").first.click()
    picture(me, "citizen-running")
    other = Visitor(chromium, server, "zhengshuheng", size=size)
    deed(other, number, "answer", branch="SJ:1", outcome="agree", words="没有欠税")
    assert cases.case(number, actor=SYSTEM).course.hearing.set_for.day == day


@SIZES
def test_from_the_hearing_to_the_delivery(chromium, town, cast, size):  # noqa: F811 - a fixture
    from tests.staffing import hand_in

    server, resident = town
    number = heard_today(hand_in(resident, at=now() - timedelta(days=18)), resident)
    officer = Visitor(chromium, server, "chenli", size=size)
    deed(officer, number, "hearing-hold", record="双方到场，没有异议。")
    deed(officer, number, "claim")
    deed(officer, number, "sign", opinion="照片与本人一致。", agrees="1")
    deed(officer, number, "grant", conditions="本人领取\n交回旧证")
    picture(officer, "desk-granted")
    clerk = Visitor(chromium, server, "wangmin", size=size)
    clerk.page.fill("#number", cast.applicant.number)
    clerk.click("main .btn")
    clerk.go(application(resident))
    picture(clerk, "window-application")
    clerk.click("text=当面交付")
    put(clerk.page, "method", "direct")
    put(clerk.page, "receiver", cast.applicant.name)
    picture(clerk, "window-deliver")
    clerk.click("main .acts .btn")
    assert clerk.says("送达回证")
    me = Resident(chromium, server, people.open_account(resident.party.id, actor=SYSTEM), size=size)
    me.go(f"/case/{number}")
    picture(me, "citizen-granted")
    assert me.says("交回旧证")
    assert me.says("送达回证")


def application(resident):
    from django.urls import reverse

    found = cases.applications(resident.party.id, actor=resident.actor)[0]
    return reverse("window:application", args=[found.id])


def heard_today(number, resident):
    """Bring a case to the day of its hearing, told, asked for and announced in time."""
    at = now() - timedelta(days=17)
    cases.take_in(number, actor=SYSTEM, at=at)
    cases.offer_hearing(number, reason="涉及第三人。", actor=SYSTEM, at=at)
    cases.ask_hearing(number, actor=resident.actor, at=at)
    day = city_date(now())
    cases.set_hearing(number, day=day, place="二楼", actor=SYSTEM, at=at)
    return number


@SIZES
def test_together_pledged_refused_and_renewed(chromium, town, cast, size):  # noqa: F811 - a fixture
    from django.urls import reverse

    from tests import staffing
    from tongban.catalogue import api as catalogue
    from tongban.doors.citizen.tests.test_together import MARRIAGE, PLEDGED, complete

    server, resident = town
    spouse = staffing.settle(cast.stranger, catalogue.book(), seed=8)
    me = Resident(chromium, server, people.open_account(resident.party.id, actor=SYSTEM), size=size)
    they = Resident(chromium, server, people.open_account(spouse.party.id, actor=SYSTEM), size=size)
    draft = complete(resident, MARRIAGE, spouse=(spouse.number, spouse.party.name))
    me.go(reverse("citizen:check", args=[draft]))
    me.click("main form .btn")
    picture(me, "citizen-waiting")
    they.go(reverse("citizen:mine"))
    picture(they, "citizen-mine")
    they.click("main .t")
    picture(they, "citizen-confirm")
    they.click("text=属实，我同意一起申请")
    picture(they, "citizen-confirmed")
    pledged = cases.start(goal=PLEDGED, applicant=resident.party.id, actor=resident.actor)
    me.go(reverse("citizen:ask", args=[pledged.id]))
    picture(me, "citizen-pledge")
    number = staffing.hand_in(resident)
    officer = Visitor(chromium, server, "chenli", size=size)
    deed(officer, number, "refuse", reason="照片不符合要求。")
    picture(officer, "desk-refused")
    me.go(f"/case/{number}")
    picture(me, "citizen-refused")
    me.click("text=不服，申请行政复议")
    picture(me, "citizen-contest")
    me.page.fill("[name=reason]", "照片是合格的，请复查。")
    me.click("main .btn")
    picture(me, "citizen-contested")
    for path in ("mine", "next", "done", ""):
        officer.go(f"/desk/{path}")
        picture(officer, f"desk-{path or 'inbox'}")
    me.go("/v/draw")
    picture(me, "draw")
