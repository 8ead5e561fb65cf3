"""What goes wrong on a form is said at its place and costs nobody what they wrote; a sign-in may end."""

import pytest

from tests.filling import PICTURE
from tests.journeys.ten.conftest import DESK_SCRIPT, PHONE_PLAIN
from tests.journeys.ten.steps import SERVICE, sign_in
from tongban.cases import files
from tongban.doors.shared import lasting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("door", [PHONE_PLAIN, DESK_SCRIPT], indirect=True),
]
MOBILE, REASON = "applicant.mobile", "applicant.reason"
SMALL = 4096


def at_the_questions(visitor, person):
    """Sign in and walk to the page of the form that asks."""
    visitor.go(f"/sign-in?next=/start/{SERVICE}")
    sign_in(visitor, person)
    visitor.click("main form .btn")
    for _ in range(3):
        if visitor.at("/ask"):
            return
        visitor.click("main .acts .btn")
    pytest.fail(visitor.page.url)


def test_a_mistake_is_named_at_the_top_leads_to_its_field_and_costs_nothing(door, city, cast):
    she = door.open()
    at_the_questions(she, city.resident(cast.applicant))
    she.fill(MOBILE, "12")
    she.click("main .acts .btn")
    summary = she.page.locator(".summary")
    assert she.page.title().startswith("要改：")
    assert she.page.evaluate("document.activeElement.className") == "summary"
    for link in summary.locator("a").all():
        link.click()
        assert she.page.locator(":focus").count() == 1
        assert "#" + she.page.locator(":focus").get_attribute("id") == link.get_attribute("href")
    assert she.page.input_value(f"[name='{MOBILE}']") == "12"
    assert she.page.locator(f"[name='{MOBILE}']").get_attribute("aria-invalid") == "true"
    there = she.page.url
    she.fill(MOBILE, "13800138000")
    she.click("main .acts .btn")
    assert "手机" not in "".join(she.page.locator(".summary").all_inner_texts())
    she.go(there)
    assert she.page.input_value(f"[name='{MOBILE}']") == "13800138000"


UPLOADS = {
    "no picture": ("照片.exe", b"MZ" + bytes(64), "PDF、JPG、PNG"),
    "renamed": ("照片.png", b"MZ" + bytes(64), "PDF、JPG、PNG"),
    "too big": ("大照片.png", PICTURE + bytes(SMALL), "10 MB"),
}


def test_an_upload_that_will_not_do_is_refused_in_words(door, city, cast, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", SMALL)  # megabytes would only take their time
    she = door.open()
    at_the_questions(she, city.resident(cast.applicant))
    she.fill(MOBILE, "13800138000")
    for what, (name, content, said) in UPLOADS.items():
        upload = she.page.locator("input[type=file].input").first
        upload.set_input_files({"name": name, "mimeType": "image/png", "buffer": content})
        she.click("main .acts .btn")
        field = she.page.locator(".field.bad", has=upload)
        assert said in field.inner_text(), what
        assert she.page.input_value(f"[name='{MOBILE}']") == "13800138000"
    upload = she.page.locator("input[type=file].input").first
    if door.script:
        upload.set_input_files({"name": "照片.exe", "mimeType": "", "buffer": b"MZ"})
        assert "PDF、JPG、PNG" in she.page.inner_text("[data-file]")
    upload.set_input_files({"name": "照片.png", "mimeType": "image/png", "buffer": PICTURE})
    she.click("main .acts .btn")
    assert not she.page.locator(".summary", has_text="PDF").count()


def test_a_sign_in_that_ends_over_a_form_keeps_it_and_leads_back(door, city, cast, monkeypatch):
    her = city.resident(cast.applicant)
    she = door.open()
    at_the_questions(she, her)
    there = she.page.url
    later = lasting._now() + 3 * 3600
    with monkeypatch.context() as then:
        then.setattr(lasting, "_now", lambda: later)
        she.fill(MOBILE, "13800138000")
        if door.script:
            she.page.locator(f"[name='{MOBILE}']").blur()
            she.page.locator("[data-state]", has_text="登录时间到了").wait_for()
        she.click("main .acts .btn")
        assert she.at("/sign-in")
        sign_in(she, her)
    assert she.says("您刚才填的都还在")
    assert she.says("13800138000")
    she.click("main form .btn")
    she.go(there)
    assert she.page.input_value(f"[name='{MOBILE}']") == "13800138000"
