"""A day of the staff: a window hands in for a person, a desk decides, by hand and by key."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def missing():
    """Say what of the machine is missing for a browser, "" when nothing is."""
    if not CHROMIUM.exists():
        return "no Chromium at /usr/bin/chromium"
    listed = shutil.which("fc-list")
    fonts = (
        subprocess.run([listed, ":lang=zh"], capture_output=True, text=True, check=False)
        if listed
        else None
    )
    return "" if fonts and fonts.stdout.strip() else "no font for Chinese"


@pytest.fixture
def chromium(monkeypatch):
    """A browser; the test's thread may speak to the database beside it."""
    if why := missing():
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def city(live_server, cast):
    """The published definitions, the officers, and the applicant with their papers."""
    from tests import staffing

    book = staffing.publish()
    staffing.staff()
    staffing.settle(cast.applicant, book)
    return live_server


class Visitor:
    """An officer at a browser, who is never shown an inaccessible or overflowing page."""

    def __init__(self, browser, server, username, *, size=WIDE, script=True):
        from tests.staffing import PASSWORD

        self.server = server
        self.context = browser.new_context(
            viewport=size, locale="zh-CN", java_script_enabled=script
        )
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._heard)
        self.go("/staff/sign-in")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.click("main button")

    def _heard(self, message):
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            self.complaints.append(message.text)

    def go(self, path):
        self.page.goto(f"{self.server.url}{path}")

    def click(self, what):
        """Click what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            self.page.locator(what).first.click()

    def look(self):
        """Check the page as axe sees it, and that nothing sticks out at the side."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"]
        assert self.complaints == []

    def says(self, words):
        return words in self.page.inner_text("body")


def fill_in(visitor, picture):
    """Fill every open field of the form as a clerk does; choices by their first."""
    page = visitor.page
    for field in page.locator("form input.input:visible").all():
        kind = field.get_attribute("type")
        if kind == "file":
            field.set_input_files(picture)
        elif not field.input_value():
            asked = field.locator("xpath=ancestor::*[contains(@class, 'field')][1]").inner_text()
            day = kind == "date" or any(word in asked for word in ("日期", "哪天", "几月几日"))
            said = "2026-01-05" if day else "榕城鼓楼区达明巷 3 号"
            field.fill("19900000001" if kind == "tel" else said)
    for group in page.locator("fieldset:has(input[type=radio])").all():
        if not group.locator("input:checked").count():
            group.locator("input[type=radio]").first.check()
    for area in page.locator("form textarea").all():
        area.fill("不慎遗失")


@pytest.fixture
def picture(tmp_path):
    """A photograph on the clerk's disk."""
    from tongban.cli.simulation.values import PICTURE

    path = tmp_path / "照片.png"
    path.write_bytes(PICTURE)
    return path


def hand_in_form(clerk, picture):
    """Fill in and hand in, again where an answer brought another question."""
    for _ in range(3):
        fill_in(clerk, picture)
        clerk.click("button[value=submit]")
        if "/slip" in clerk.page.url:
            return
    pytest.fail(clerk.page.inner_text("main"))


def hand_in_at_window(clerk, number, picture):
    """Read the card, find the matter, fill in what is missing, hand in; returns the case number."""
    from tests.staffing import SERVICE

    clerk.page.fill("#number", number)
    clerk.click("main .btn")
    clerk.look()
    clerk.page.fill("#q", "身份证丢了要补办")
    clerk.click(".find .btn")
    clerk.click(f'button[value="{SERVICE}"]')
    clerk.look()
    hand_in_form(clerk, picture)
    clerk.look()
    return re.search(r"\d{6}-\d{4}-\d{5}-\d", clerk.page.inner_text("main")).group()


def test_a_card_at_the_window_becomes_a_licence_at_the_desk_by_keys(chromium, city, cast, picture):
    clerk = Visitor(chromium, city, "wangmin")
    number = hand_in_at_window(clerk, cast.applicant.number, picture)
    clerk.click("text=办完了，下一位")
    clerk.look()
    clerk.go("/window/person")
    assert clerk.page.url.endswith("/window/")

    officer = Visitor(chromium, city, "chenli")
    officer.look()
    officer.page.keyboard.press("j")
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_url(f"**/case/{number}")
    officer.look()
    officer.page.keyboard.press("?")
    assert officer.page.locator("dialog.keys").is_visible()
    officer.page.keyboard.press("Escape")
    officer.page.keyboard.press("a")
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_url("**said=accept")
    officer.page.keyboard.press("y")
    officer.page.wait_for_url("**/grant**")
    officer.look()
    for box in officer.page.locator("input[name=seen]").all():
        box.check()
    officer.click(".deed .btn")
    officer.page.wait_for_url("**said=grant**")
    assert officer.says("已准予")
    officer.look()


def test_every_page_of_the_staff_holds_on_a_phone(chromium, city, cast, picture):
    clerk = Visitor(chromium, city, "wangmin", size=NARROW)
    number = hand_in_at_window(clerk, cast.applicant.number, picture)
    clerk.go("/window/person")
    clerk.look()
    officer = Visitor(chromium, city, "chenli", size=NARROW)
    for path in (
        "",
        "done",
        f"case/{number}",
        f"case/{number}/refuse",
        f"case/{number}/supplement",
    ):
        officer.go(f"/desk/{path}")
        officer.look()
    officer.go("/window/")
    officer.look()
    assert officer.says("这一页不归您的岗位")
