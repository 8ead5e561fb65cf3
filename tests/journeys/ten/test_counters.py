"""Journeys over a counter: a notice answered, a number called, a walk-in, a rule that is changed."""

import re
from datetime import datetime, timedelta

import pytest

from tests.journeys.ten.steps import NUMBER, SERVICE, fill, heard
from tests.staffing import hand_in as handed_in
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HALL, WINDOW = "HALL-CENTRE", "8"
MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=time.CITY)


def test_3_the_one_notice_is_answered_and_the_case_decided_from_the_inbox(door, city, cast):
    from tongban.cases import api as cases

    her = city.resident(cast.applicant)
    number = handed_in(her)
    officer, she = door.open(city.staff.reviewer), door.open(her)
    officer.go("/desk/")
    officer.click(f"text={number}")
    officer.click("text=一次告知补正")
    officer.page.check("[value='applicant.reason']")
    officer.fill("why.applicant.reason", "请写明在哪里丢的")
    officer.click(".deed .btn")
    she.go(f"/case/{number}")
    assert she.says("请写明在哪里丢的")
    she.click("main a[href$='/supplement']")
    she.click("main .btn")
    assert she.page.locator(".summary").count(), "what was asked is missing"
    she.fill("applicant.reason", "在公交车上丢失")
    she.click("main .btn")
    officer.go(f"/desk/case/{number}")
    assert officer.says("在公交车上丢失")
    officer.click(".dock button")
    officer.go(f"/desk/case/{number}/grant")
    for box in officer.page.locator("input[name=seen]").all():
        box.check()
    officer.click(".deed .btn")
    assert officer.says("已准予")
    she.go(f"/case/{number}")
    assert not she.page.locator("main a[href$='/supplement']").count()
    assert cases.case(number, actor=SYSTEM).status == "granted"


def test_8_a_time_is_booked_the_number_drawn_and_called_to_a_window(door, city, cast, monkeypatch):
    monkeypatch.setattr(time, "now", lambda: MORNING)
    her = city.resident(cast.shop_owner)
    she, clerk, terminal = door.open(her), door.open(city.staff.clerk), door.open(city.staff.clerk)
    she.go(f"/visits/book?service={SERVICE}&hall={HALL}")
    she.click("main .list a")
    she.page.locator("main .pick input:enabled").first.check()
    she.click("main form .btn")
    assert she.page.inner_text("h1") == "约好了"
    terminal.go("/hall/set-up")
    terminal.click(f'button[value="{HALL}"]')
    terminal.go("/hall/came")
    terminal.page.fill("#number", her.number)
    terminal.click("main form .btn")
    drawn = terminal.page.inner_text("h1")
    she.go("/visits")
    assert she.says(drawn)
    clerk.go("/window/windows")
    clerk.click(f'button[value="{HALL} {WINDOW}"]')
    clerk.click('button[value="call"]')
    assert clerk.page.inner_text(".ticket-no") == drawn
    she.go("/visits")
    assert she.says(f"请到 {WINDOW} 号窗口")
    clerk.click('button[value="call"]')


def test_9_a_walk_in_is_served_at_the_window_and_the_result_handed_out_by_its_code(
    door, city, cast
):
    from tongban.cases import api as cases
    from tongban.exchange.notices import api as notices

    her = city.resident(cast.applicant)
    clerk, officer = door.open(city.staff.clerk), door.open(city.staff.reviewer)
    number = _taken_at_the_window(clerk, her)
    cases.take_in(number, actor=SYSTEM)
    cases.decide(number, outcome="granted", actor=SYSTEM)
    heard()
    officer.go(f"/desk/case/{number}/told")
    officer.fill("place", "一楼 3 号柜")
    officer.click("button[value=ready]")
    told = next(one for one in notices.told(her.party.id) if one.template == "result-ready")
    code = re.search(r"取件码：(\d{6})", told.body)[1]
    clerk.go("/window/hand-out")
    for name, said in (("number", number), ("code", "000000"), ("receiver", her.party.name)):
        clerk.fill(name, said)
    clerk.click("main form .btn")
    assert clerk.page.locator(".summary").count(), "a wrong code opens nothing"
    clerk.fill("code", code)
    clerk.click("main form .btn")
    assert clerk.says("已交出")
    she = door.open(her)
    she.go(f"/case/{number}")
    assert she.says("送达")


def _taken_at_the_window(clerk, person):
    """A clerk reads the card, finds the matter, fills in what is missing and hands in."""
    clerk.go("/window/")
    clerk.page.fill("#number", person.number)
    clerk.click("main .btn")
    clerk.page.fill("#q", "身份证丢了要补办")
    clerk.click(".find .btn")
    clerk.click(f'button[value="{SERVICE}"]')
    for _ in range(3):
        fill(clerk.page)
        clerk.page.get_by_label("窗口领取").check()
        clerk.click("button[value=submit]")
        if clerk.at("/slip"):
            return NUMBER.search(clerk.page.inner_text("main"))[0]
    return pytest.fail(clerk.page.inner_text("main"))


def test_10_from_a_late_case_to_its_cause_to_a_day_count_that_two_change(door, city, cast):
    from tongban.cases import api as cases
    from tongban.catalogue import api as catalogue

    then = time.now() - timedelta(days=120)
    number = handed_in(city.resident(cast.applicant), at=then)
    cases.take_in(number, actor=SYSTEM, at=then + timedelta(days=1))
    heard()
    overseer = door.open(city.staff.supervisor)
    overseer.go("/supervisor/")
    overseer.click(f"a:has-text('{number}')")
    assert "部门在办" in overseer.page.inner_text("main")
    overseer.click("a:has-text('流程图')")
    assert overseer.page.locator("h2:has-text('各部门的时间花在哪里')").count()
    days = 5 + int(door.script) + (2 if door.width > 400 else 0)
    drafter, approver = door.open(city.staff.drafter), door.open(city.staff.approver)
    drafter.go(f"/designer/d/service/{SERVICE}/edit/limits")
    drafter.fill("v/time_limit/promised/days", str(days))
    drafter.click("button[value=send]")
    assert drafter.says("已送审")
    approver.go("/designer/")
    approver.click("main table a.row")
    approver.click("button:text-is('同意，现在发布')")
    assert catalogue.book().services[SERVICE].promised.days == days
    somebody = door.open()
    somebody.go(f"/service/{SERVICE}")
    assert somebody.says(f"{days} 个工作日")
