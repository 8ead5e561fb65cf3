"""A child is born: from the first page to the progress of every case, in a browser, by axe too."""

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


def fill(page, picture):
    """Type into every open field what fits it."""
    from tests.filling import typed

    for field in page.locator("main form :is(input.input, textarea, select)").all():
        kind = field.get_attribute("type")
        if kind == "file":
            field.set_input_files({"name": "照片.png", "mimeType": "image/png", "buffer": picture})
        elif not field.input_value():
            field.fill(str(typed(field.get_attribute("name"))))
    for name in dict.fromkeys(
        box.get_attribute("name") for box in page.locator("main .picks input").all()
    ):
        page.locator(f'main .picks input[name="{name}"]').first.check()


@pytest.mark.browser
def test_a_birth_from_the_first_page_to_its_progress(page, family, accessible, pictures):
    from tests.filling import PICTURE

    def look(name):
        accessible(page)
        pictures(page, name)

    page.goto("/")
    look("home")
    page.fill("#q", "家里添了孩子要上户口")
    page.click("text=问")
    look("find")
    page.click('main a[href="/event/LE-BIRTH"]')
    look("event")
    page.click("main .btn")
    look("sign-in")
    page.fill("#f-number", family.number)
    page.click("main .btn")
    look("code")
    page.fill("#f-code", page.locator(".demo b").inner_text())
    page.click("main .btn")
    look("start")
    page.click("main form .btn")
    for _ in range(20):
        step = page.url.rpartition("/")[2].partition("?")[0]
        look(step if step in ("situation", "known", "ask", "check") else "progress")
        if "/application/" in page.url:
            break
        if step in ("situation", "ask"):
            fill(page, PICTURE)
        page.locator("main .acts .btn").first.click()
    assert "已经交上去了" in page.inner_text("main")
    page.locator("main .job a").first.click()
    look("case")
    for name in ("mine", "licences", "readers"):
        page.goto(f"/{name}")
        look(name)
    page.goto("/licences")
    page.locator("main .cover").first.click()
    look("licence")
    licence, address = page.url, page.locator('main a[href*="/v/"]').get_attribute("href")
    for name in ("show", "show?on=1", "wallet", "lend"):
        page.goto(f"{licence}/{name}")
        look(name.partition("?")[0])
    for name in ("licences/authorisations", "licences/uses", "v/"):
        page.goto(f"/{name}")
        look(name.strip("/").replace("/", "-"))
    page.goto(address)
    look("verify")
    assert page.inner_text("h1") == "有效"


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
def test_a_matter_is_handed_in_without_any_script(chromium, live_server, family):
    from tests.filling import PICTURE

    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto("/start/GA-IDCARD-REISSUE")
    page.fill("#f-number", family.number)
    page.click("main .btn")
    page.fill("#f-code", page.locator(".demo b").inner_text())
    page.click("main .btn")
    page.click("main form .btn")
    for _ in range(16):
        if "/application/" in page.url:
            break
        if page.url.endswith("/ask"):
            fill(page, PICTURE)
        page.locator("main .acts .btn").first.click()
    assert "已经交上去了" in page.inner_text("main")
    context.close()


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
