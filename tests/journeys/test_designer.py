"""The usual changes of a city's services: few clicks from opening to published, by two persons.

What is counted is every click and every field that somebody fills in or chooses, the second
person's too; not counted is signing in, which every surface shares.
"""

import re
import sys

import pytest

from tests.journeys.conftest import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 12
SERVICE = "GA-IDCARD-REISSUE"


@pytest.fixture
def town(live_server, tmp_path):
    """The city wants four eyes; two persons design services."""
    from tests import staffing
    from tongban.catalogue import api as catalogue
    from tongban.kernel.actors import SYSTEM

    staffing.publish()
    text = (staffing.DEFINITIONS / "shared" / "city.yaml").read_text("utf-8")
    wanted = re.sub(r"\n  four_eyes: .*", "", text).replace(
        "city:\n", "city:\n  four_eyes: true\n", 1
    )
    (tmp_path / "city.yaml").write_text(wanted, "utf-8")
    catalogue.publish(tmp_path, actor=SYSTEM)
    staffing.officer("drafter", "何静", "designer")
    staffing.officer("approver", "周明", "designer")
    return live_server


class Person:
    """A designer at a browser; every click and every field is counted."""

    def __init__(self, chromium, server, username, *, script, width=1280):
        from django.conf import settings
        from django.test import Client

        from tongban.people import api as people

        client = Client()
        client.force_login(people.account(username))
        self.done = 0
        self.context = chromium.new_context(
            viewport={"width": width, "height": 860}, locale="zh-CN", base_url=server.url,
            java_script_enabled=script,
        )  # fmt: skip
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}]
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)

    def open(self):
        self.page.goto("/designer/")

    def click(self, what):
        self.done += 1
        self.page.locator(what).locator("visible=true").first.click()
        self.page.wait_for_load_state()

    def fill(self, name, value):
        self.done += 1
        self.page.locator(f"[name='{name}']").locator("visible=true").fill(value)

    def choose(self, name, value):
        self.done += 1
        self.page.locator(f"[name='{name}']").locator("visible=true").select_option(value)


def find(person, words, part):
    """Open the designer, find a service, open the part of it."""
    person.open()
    person.fill("q", words)
    person.click("main form .btn")
    person.click(f".parts a:text-is('{part}')")


def send(person):
    person.click("button[value=send]")
    assert "已送审" in person.page.inner_text("main")


def days(person):
    find(person, "居民身份证补领", "时限和收费")
    person.fill("v/time_limit/promised/days", "7")
    send(person)


def material(person):
    from tongban.catalogue import api as catalogue

    no = len(catalogue.service(SERVICE).materials)
    find(person, "居民身份证补领", "材料")
    person.fill(f"v/materials/{no}/name", "遗失情况说明")
    person.choose(f"v/materials/{no}/kind", "applicant_prepared")
    send(person)


def question(person):
    find(person, "居民身份证补领", "表单问题")
    person.fill("new-question", "身份证是在哪里丢的？")
    send(person)


def route(person):
    find(person, "居民身份证补领", "环节和部门")
    person.click("#v-steps-0 > summary")
    person.fill("v/steps/0/agency", "GA-PCS")
    send(person)


def held(change):
    """Say whether what was changed is in force."""
    from tongban.catalogue import api as catalogue

    now = catalogue.book().services[SERVICE]
    return {
        "days": lambda: now.promised.days == 7,
        "material": lambda: now.materials[-1].name.zh == "遗失情况说明",
        "question": lambda: any("身份证是在哪里丢的" in str(one.key) for one in now.needs),
        "route": lambda: now.steps[0].agency == "GA-PCS",
    }[change]()


def look(person, accessible):
    """Walk through the pages of the door on a phone."""
    edit = f"/designer/d/service/{SERVICE}/edit"
    person.page.goto(f"{edit}/limits")
    person.fill("v/time_limit/promised/days", "六天")
    person.click(".sticky button[value=save]")
    draft = person.page.url.partition("draft=")[2].partition("&")[0]
    person.page.set_viewport_size({"width": 390, "height": 860})
    for address in (
        "/designer/", "/designer/definitions", f"/designer/d/service/{SERVICE}",
        person.page.url, f"{edit}/route?as=table", f"{edit}/questions", "/designer/history",
        f"/designer/drafts/{draft}", "/designer/new/name", "/designer/workbook",
        f"/designer/d/service/{SERVICE}/versions",
    ):  # fmt: skip
        person.page.goto(address)
        accessible(person.page)
    person.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_usual_changes_take_at_most_twelve_clicks_or_fields(
    chromium, town, script, capsys, accessible
):
    assert CHROMIUM
    counted = {}
    for name, change in (
        ("days", days),
        ("material", material),
        ("question", question),
        ("route", route),
    ):
        drafter = Person(chromium, town, "drafter", script=script)
        approver = Person(chromium, town, "approver", script=script)
        assert not held(name)
        change(drafter)
        approver.open()
        approver.click("main table a.row")
        approver.click("button:text-is('同意，现在发布')")
        assert held(name), approver.page.inner_text("main")
        counted[name] = drafter.done + approver.done
        for person in (drafter, approver):
            person.context.close()
    if script:
        look(Person(chromium, town, "drafter", script=True), accessible)
    with capsys.disabled():
        way = "with script" if script else "without script"
        sys.stdout.write(f"\nclicks and fields from opening to published, {way}: {counted}\n")
    assert max(counted.values()) <= MOST
