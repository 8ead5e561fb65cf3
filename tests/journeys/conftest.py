"""A browser for the journeys: Debian's Chromium, with a Chinese font, or a visible skip."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None
)


def _has_chinese_font():
    if shutil.which("fc-list") is None:
        return False
    found = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, check=False)
    return bool(found.stdout.strip())


@contextlib.contextmanager
def launched():
    """Run a Chromium while this lasts; without one, or a Chinese font, the test says why it is skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    if not _has_chinese_font():
        pytest.skip("no Chinese font here: apt-get install fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    # The browser's driver runs a loop in this thread; the ORM would refuse to work beside it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def chromium():
    """A running Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture(params=[390, 1280], ids=["phone", "desk"])
def page(request, chromium, live_server):
    """A page of the width of a phone and of a desk; complaints of the browser fail the test."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 844}, base_url=live_server.url, locale="zh-CN"
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    click = page.click

    def arrive(*what, **how):
        # A click returns when the next page has begun: its document may not stand yet.
        click(*what, **how)
        page.wait_for_load_state()

    page.click = arrive
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    ours = [said for said in complaints if "status of 4" not in said]
    assert ours == []


@pytest.fixture
def accessible():
    """Judge a page by axe: it finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def judge(page):
        page.wait_for_load_state()
        found = axe.run(page).response["violations"]
        said = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]
        assert said == [], page.url
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{page.url} is {width} wide"

    return judge


@pytest.fixture
def pictures():
    """Where a page's picture goes when somebody wants to look (TONGBAN_PICTURES)."""
    place = os.environ.get("TONGBAN_PICTURES")

    def keep(page, name):
        if place:
            page.wait_for_load_state()
            wide = page.viewport_size["width"]
            page.screenshot(path=Path(place) / f"{name}-{wide}.png", full_page=True)

    return keep
