"""A passkey from its making to a sign-in without typing, and an officer's first sign-in."""

import pytest

from tests.cast import CAST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "http://localhost"  # a key is tied to a name; browsers give none to an address of numbers
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def town():
    """The definitions, one resident, and one officer who has never signed in."""
    from tests import staffing
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    staffing.publish()
    people.register(number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM)
    yield staffing.officer("chenli", CAST.reviewer_a.name, "reviewer", staffing.AGENCY)
    staffing.forget()


@pytest.fixture
def phone(chromium, live_server, settings):
    """A phone with a lock that its holder opens, at the city's name."""
    settings.TONGBAN_DEMO = True
    settings.STAFF_FACTORS = "required"
    base = f"{NAME}:{live_server.url.rpartition(':')[2]}"
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, base_url=base, locale="zh-CN"
    )
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def test_a_passkey_is_made_signs_in_without_typing_and_is_taken_away(
    phone, town, accessible, pictures
):
    phone.goto("/sign-in?next=/ways")
    phone.fill("[name=number]", CAST.applicant.number)
    phone.click("main form:not([data-passkey]) .btn")
    phone.fill("#f-code", phone.locator(".demo b").inner_text())
    phone.click("main .btn")
    phone.wait_for_url("**/ways")
    accessible(phone)
    phone.click("main a.btn")
    accessible(phone)
    pictures(phone, "passkey-add")
    with phone.expect_navigation():
        phone.click("main form .btn")
    phone.wait_for_url("**/ways")
    assert "我的手机" in phone.inner_text("main")
    pictures(phone, "ways")
    phone.context.clear_cookies()
    phone.goto("/sign-in?next=/ways")
    accessible(phone)
    pictures(phone, "sign-in")
    with phone.expect_navigation():
        phone.click("[data-passkey] button")
    phone.wait_for_url("**/ways")
    assert "通行密钥" in phone.locator("section").last.inner_text()
    phone.click("section:first-of-type form button")
    phone.wait_for_load_state()
    assert "还没有" in phone.inner_text("main")


def test_an_officer_sets_a_second_factor_up_before_the_first_page(
    phone, town, accessible, pictures
):
    from tests.staffing import PASSWORD
    from tongban.doors.shared.tests.test_staff_sign_in import _code

    phone.goto("/staff/sign-in")
    accessible(phone)
    pictures(phone, "staff-sign-in")
    phone.fill("#username", "chenli")
    phone.fill("#password", PASSWORD)
    phone.click("main form:not([data-passkey]) button")
    phone.wait_for_url("**/staff/enrol")
    accessible(phone)
    pictures(phone, "enrol")
    phone.click("summary")
    phone.fill("#code", _code(phone.inner_text("code").replace(" ", "")))
    phone.click("main form button")
    phone.wait_for_url("**/staff/recovery")
    accessible(phone)
    phone.click("main a.btn")
    phone.wait_for_url("**/desk/")
