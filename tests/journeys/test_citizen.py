"""The residents' pages in the dark, large and in English; a form that keeps itself, in a browser."""

import pytest

EVENT = "LE-BIRTH"


@pytest.fixture
def family(transactional_db, settings, cast):
    """The city's definitions, and the applicant with her husband and their papers."""
    from tests import staffing
    from tongban.kernel.actors import SYSTEM
    from tongban.people import api as people

    settings.TONGBAN_DEMO = True
    book = staffing.publish()
    her = staffing.settle(cast.applicant, book)
    him = staffing.settle(cast.spouse, book, seed=8)
    people.relate(her.party.id, "spouse", him.party.id, actor=SYSTEM)
    return her


@pytest.mark.browser
def test_pages_stay_accessible_in_the_dark_with_large_letters_and_in_english(
    page, family, accessible, live_server
):
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for choice in ({"big": "1"}, {"tongban_language": "en"}):
        page.context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in choice.items()]
        )
        for path in (
            "/",
            f"/event/{EVENT}",
            "/service/GA-BIRTHREG",
            "/sign-in",
            "/find?q=zzz",
            "/nothing",
        ):
            page.goto(path)
            accessible(page)


@pytest.mark.browser
@pytest.mark.parametrize("page", [390], ids=["phone"], indirect=True)
def test_a_form_keeps_itself_and_says_at_once_what_is_no_file_for_it(page, family, accessible):
    sign_in(page, family, "/start/GA-IDCARD-REISSUE")
    page.click("main form .btn")
    for _ in range(3):
        if "/ask" in page.url:
            break
        page.locator("main .acts .btn").first.click()
        page.wait_for_load_state()
    page.fill("#f-applicant-mobile", "13800138000")
    page.locator("[data-state]:not(:empty)").wait_for()
    page.reload()
    assert page.input_value("#f-applicant-mobile") == "13800138000"
    upload = page.locator("input[type=file].input").first
    upload.set_input_files({"name": "照片.exe", "mimeType": "application/x-exe", "buffer": b"MZ"})
    assert "PDF、JPG、PNG" in page.inner_text("[data-file]")
    accessible(page)
    page.set_viewport_size({"width": 320, "height": 700})
    accessible(page)


def sign_in(page, person, to):
    page.goto(to)
    page.fill("#f-number", person.number)
    page.click("main .btn")
    page.fill("#f-code", page.locator(".demo b").inner_text())
    page.click("main .btn")
