"""A resident's hands never leave the keyboard: from the first page to the progress of a case.

Tab, Enter, Space and the arrows are all that is pressed. Wherever the focus comes to rest it can be
seen, it never goes back up the page on its own, and a page that finds something wrong puts it on the
summary. The same pages hold at 320 pixels and at twice the size.
"""

import pytest

from tests.filling import PICTURE, typed
from tests.journeys.ten.conftest import Door
from tests.journeys.ten.steps import SERVICE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 60  # stops on the way to what one looks for
SMALL, TWICE, WIDE = 320, 640, 1280  # 1280 at twice the size is 640 wide

STOP = """() => {
  const at = document.activeElement, own = getComputedStyle(at);
  const shown = (one) => { const how = getComputedStyle(one);
    return how.outlineStyle !== "none" && parseFloat(how.outlineWidth) > 0 || how.boxShadow !== "none"; };
  const box = at.getBoundingClientRect();
  const seen = shown(at) || [...at.labels ?? []].some(shown) || !!at.closest(":focus-within") &&
    [...document.querySelectorAll(":focus-within")].slice(-3).some(shown);
  return { tag: at.tagName, type: at.type ?? "", name: at.name ?? "", id: at.id, href: at.getAttribute("href") ?? "",
    words: (at.innerText || at.labels?.[0]?.innerText || at.value || "").trim(), value: at.value ?? "",
    checked: !!at.checked, main: !!at.closest("main"), file: at.type === "file",
    y: box.top + scrollY, x: box.left, seen, inside: box.bottom > 0 && box.top < innerHeight };
}"""


class Keys:
    """Somebody who has no mouse (只用键盘的人)."""

    def __init__(self, page):
        self.page = page

    def press(self, key, *, leads=False):
        if leads:
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
            return self.fits()
        self.page.keyboard.press(key)
        return self.at()

    def at(self):
        return self.page.evaluate(STOP)

    def fits(self):
        """Hold the page against a small phone and against letters twice as large."""
        for width in (SMALL, TWICE, WIDE):
            self.page.set_viewport_size({"width": width, "height": 844})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{self.page.url} is {wide} wide at {width}"

    def skip(self):
        """Jump over the head of the page by the first link there is."""
        assert self.press("Tab")["href"] == "#main"
        self.press("Enter")

    def to(self, wanted):
        """Press Tab until the focus is on what one looks for; every stop on the way can be seen."""
        for _ in range(MOST):
            at = self.press("Tab")
            assert at["seen"], f"nothing shows that the focus is on {at}"
            assert at["inside"], f"the focus is out of sight: {at}"
            if wanted(at):
                return at
        return pytest.fail(f"Tab never comes there: {self.page.url}")

    def follow(self, words):
        """Go to a link or a button of these words and press it."""
        self.to(lambda at: at["main"] and words in (at["words"], at["href"]))
        self.press("Enter", leads=True)

    def write(self, field, words):
        self.to(lambda at: at["id"] == field)
        self.page.keyboard.type(words)


def hand_over(chooser):
    chooser.set_files({"name": "照片.png", "mimeType": "image/png", "buffer": PICTURE})


def answer(keys):
    """Answer what a page asks from the first field to its button, and press that."""
    keys.page.on("filechooser", hand_over)
    before = -1
    for _ in range(MOST):
        at = keys.press("Tab")
        if not at["main"] or at["type"] == "hidden":
            continue
        assert at["seen"], at
        if at["tag"] == "BUTTON" and at["type"] == "submit":
            keys.press("Enter", leads=True)
            return
        assert at["y"] >= before - 40, f"the focus goes back up to {at}"
        before = at["y"]
        if at["type"] in ("radio", "checkbox"):
            keys.press("Space")
            assert keys.at()["checked"]
        elif at["file"]:
            with keys.page.expect_file_chooser():
                keys.page.keyboard.press("Enter")
        elif at["tag"] == "SELECT":
            keys.press("ArrowDown")
        elif at["type"] == "date" and not at["value"]:
            for key in ("ArrowUp", "ArrowRight") * 3:
                keys.press(key)
        elif at["tag"] in ("INPUT", "TEXTAREA") and not at["value"]:
            keys.page.keyboard.type(str(typed(at["name"])))
    pytest.fail(f"no button at the end of {keys.page.url}")


@pytest.fixture
def walked(browser, city):
    """A browser at a desk, with a script; what moves would only blur what is seen."""
    door = Door(browser, city, width=WIDE, script=True)
    yield door.open(reduced_motion="reduce").page
    door.close()


def test_a_case_is_handed_in_by_the_keyboard_alone(walked, city, cast):
    her = city.resident(cast.applicant)
    keys = Keys(walked)
    walked.goto("/")
    keys.fits()
    keys.skip()
    keys.write("q", "身份证丢了要补办")
    keys.press("Enter", leads=True)
    keys.follow(f"/service/{SERVICE}")
    keys.to(lambda at: f"/start/{SERVICE}" in at["href"])
    keys.press("Enter", leads=True)
    keys.write("f-number", "12")
    keys.press("Enter", leads=True)
    assert "summary" in walked.evaluate("document.activeElement.className")
    keys.press("Tab")
    keys.press("Enter")
    assert keys.at()["id"] == "f-number"
    walked.keyboard.press("Control+a")
    walked.keyboard.type(her.number)
    keys.press("Enter", leads=True)
    keys.write("f-code", walked.locator(".demo b").inner_text())
    keys.press("Enter", leads=True)
    for _ in range(12):
        if "/application/" in walked.url:
            break
        if walked.url.endswith("/known"):
            keys.to(lambda at: at["main"] and at["href"].endswith("/ask"))
            keys.press("Enter", leads=True)
        else:
            answer(keys)
    assert "已经交上去了" in walked.inner_text("main")
    keys.to(lambda at: "/case/" in at["href"])
    keys.press("Enter", leads=True)
    assert "/case/" in walked.url
