"""A clerk's hands never leave the keyboard: known services, keystrokes counted (≤ 15 besides free text)."""

import pytest

from tests.journeys.test_staff import WIDE, missing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 15
SERVICES = {
    "GA-IDCARD-REISSUE": "身份证丢了要补办",
    "RS-SSCARD": "社会保障卡申领",
    "RS-UNEMP-REG": "失业登记",
    "YB-RESIDENT-ENROL": "城乡居民基本医疗保险参保登记",
    "GA-PASSPORT": "普通护照签发",
}
HALL = "HALL-CENTRE"


@pytest.fixture
def chromium(monkeypatch):
    """A browser with a camera on the counter; the test's thread may speak to the database."""
    if why := missing():
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", *camera]
        )
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


class Hands:
    """Two hands on a keyboard (键盘): counts every key that is no letter of a free text."""

    def __init__(self, page):
        self.page, self.pressed = page, []

    def type(self, words):
        """Type free text, or let the reader of cards type, once the cursor stands in a field."""
        if words != "\n":
            self.page.wait_for_function(
                "['INPUT', 'TEXTAREA'].includes(document.activeElement?.tagName)"
            )
        self.page.keyboard.type(words)

    def press(self, key, *, leads=False):
        self.pressed.append(key)
        if leads:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
            self.page.wait_for_load_state()
        else:
            self.page.keyboard.press(key)

    def at(self):
        """Say where the cursor is: the kind of field, its name, whether it leads on."""
        return self.page.evaluate(
            "(() => { const a = document.activeElement; return {tag: a.tagName, type: a.type, name: a.name,"
            " value: a.value, main: a.hasAttribute('data-main'), shoot: a.hasAttribute('data-shoot'), open: a.hasAttribute('data-open'),"
            " pen: !!a.closest('[data-pen]'), label: a.closest('.field')?.innerText ?? ''} })()"
        )


def fill(hands, limit=40):
    """Fill the form from where the cursor stands until it stands on the button, and hand in."""
    for _ in range(limit):
        at = hands.at()
        if at["main"]:
            hands.press("Enter", leads=True)
            return
        if at["type"] in ("radio", "checkbox"):
            hands.press("1")
            if at["type"] == "checkbox":
                hands.press("Enter")
        elif at["open"] and at["pen"]:
            sign(hands.page)  # the citizen's hand, not the clerk's
            hands.press("Enter")
            hands.page.wait_for_timeout(150)
        elif at["open"]:
            if not hands.page.evaluate("sessionStorage.getItem('tongban.camera')"):
                hands.press("Enter")
            hands.page.wait_for_selector("[data-shoot]:visible")
        elif at["shoot"]:
            hands.press("Enter")
            hands.page.wait_for_selector("[data-shoot]:visible", state="detached")
        elif at["tag"] == "SELECT":
            hands.press("ArrowDown")
            hands.press("Enter")
        else:
            hands.type(value_for(at))
            hands.press("Enter")
    pytest.fail(f"never on the button: {hands.at()}")


def sign(page):
    """Somebody signs on the screen."""
    box = page.locator("[data-pen] canvas").first.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 70, steps=4)
    page.mouse.up()
    page.locator("[data-pen] [data-open]").first.focus()


def value_for(at):
    label = at["label"]
    if "手机" in label or "电话" in label or at["type"] == "tel":
        return "19900000001"
    if any(word in label for word in ("日期", "时间", "哪天", "哪一天", "几月几日")):
        return "20260105"
    if any(word in label for word in ("几", "多少", "金额", "数")):
        return "2"
    return "榕城鼓楼区达明巷 3 号"


def sit_down(browser, city, client, *, size=WIDE, script=True):
    """A clerk who has signed in and opens the general window of the hall."""
    from tongban.people import api as people

    client.force_login(people.account("wangmin"))
    context = browser.new_context(
        viewport=size, locale="zh-CN", java_script_enabled=script, base_url=city.url
    )
    context.set_default_timeout(30_000)  # a busy machine is no failure
    context.add_cookies(
        [
            {
                "name": "tongban_session",
                "value": client.cookies["tongban_session"].value,
                "url": city.url,
            }
        ]
    )
    page = context.new_page()
    page.goto("/window/windows")
    with page.expect_navigation():
        page.click(f'button[value="{HALL} 8"]')
    return page


@pytest.fixture
def page(chromium, city, client):
    """The page of a clerk at the general window."""
    return sit_down(chromium, city, client)


@pytest.mark.parametrize("service", SERVICES)
def test_a_known_service_takes_at_most_fifteen_keystrokes(page, cast, service, capsys):
    hands = Hands(page)
    hands.type(cast.applicant.number)
    with page.expect_navigation():
        hands.type("\n")  # the reader sends it behind the number
    page.wait_for_load_state()
    hands.type(SERVICES[service])
    hands.press("Enter", leads=True)
    key = page.locator(f'button[value="{service}"][data-press]').first.get_attribute("data-press")
    hands.press("Enter" if key == "1" else key, leads=True)
    for _ in range(3):
        fill(hands)
        if "/slip" in page.url:
            break
    assert "/slip" in page.url, page.inner_text("main")[:1500]
    page.evaluate("window.print = () => { document.title = 'printed' }")
    hands.press("p")
    assert page.title() == "printed"
    hands.press("n", leads=True)
    with capsys.disabled():
        print(f"\n  {service}: {len(hands.pressed)} keystrokes  {' '.join(hands.pressed)}")  # noqa: T201 - the number is the proof
    assert len(hands.pressed) <= MOST
