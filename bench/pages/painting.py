"""When a page shows on a slow phone: Chromium with a slow processor on a slow line."""

import shutil
from statistics import median

from bench.pages.serving import Place
from tongban.cli.commands.bench import Row, row

LATEST, BEFORE = 1.5, 3  # seconds, requests
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}  # fmt: skip
SLOWER = 4
TIMES = 3
PAINTED = """
() => new Promise(done => {
  new PerformanceObserver(seen => {
    const last = seen.getEntries().at(-1);
    done(last.startTime / 1000);
  }).observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(-1), 8000);
})
"""
BLOCKING = """
() => 1 + performance.getEntriesByType('resource')
  .filter(one => one.renderBlockingStatus === 'blocking').length
"""
FIRST = ("/", "/event/", "/service/", "/find", "/mine", "/wallet", "/policy")


def measure(place: Place, addresses: list[str]) -> list[Row]:
    """Open each kind of page that a visit begins with, each time with an empty cache."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if browser is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        found = {each: _opened(chromium, place, each) for each in _first(addresses)}
        chromium.close()
    rows = [
        row(f"largest paint, slow phone: {each.split('?')[0]}", seconds, LATEST, goal=1.0, unit="s", at_most=True)
        for each, (seconds, _) in found.items()
    ]  # fmt: skip
    most = max(requests for _, requests in found.values())
    rows.append(row("requests before the first paint", most, BEFORE, goal=1.0, unit="", at_most=True))  # fmt: skip
    return rows


def _first(addresses: list[str]) -> list[str]:
    """One address for each beginning, where there is such a page."""
    chosen = ["/"]
    for start in FIRST[1:]:
        chosen += [one for one in addresses if one.startswith(start)][:1]
    return chosen


def _opened(chromium, place: Place, address: str) -> tuple[float, int]:
    """Open a page some times; returns the median of its largest paint and what stood before it."""
    seen, requests = [], 0
    for _ in range(TIMES):
        context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.add_cookies([{"name": _cookie(), "value": place.cookie, "url": place.address}])
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(place.address + address, wait_until="load", timeout=60_000)
        painted = page.evaluate(PAINTED)
        if painted < 0:
            raise AssertionError(f"{address}: nothing was painted")
        seen.append(painted)
        requests = max(requests, page.evaluate(BLOCKING))
        context.close()
    return median(seen), requests


def _cookie() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)
