"""Take the README's pictures from a running city: the real portal, the real steps (make pictures).

Serves a city of its own in a temporary home, signs in as the cast does, and photographs the
pages at 390 and 1280 pixels with the machine's Chromium.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "pictures"
PATIENCE = 60.0  # seconds for agencies that start after the portal
AWAKE = 15.0  # seconds until the services of systems that run are published
PHONE = 500  # pixels; narrower is a phone
PROGRAM = str(Path(sys.executable).parent / "tongban")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def page_of(browser: Browser, width: int) -> Page:
    """Open a page of this width, as a phone or a desk would."""
    height = 844 if width < PHONE else 860
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < PHONE else 1,
        locale="zh-CN",
    )
    page = context.new_page()
    page.set_default_timeout(120_000)  # the city fills itself while the pictures are taken
    return page


def take(page: Page, name: str, *, full: bool = False) -> None:
    """Photograph the page as it stands."""
    page.wait_for_load_state()
    OUT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=OUT / f"{name}.png", full_page=full)
    print(f"docs/pictures/{name}.png")


def sign_in(page: Page, base: str, number: str) -> None:
    """Sign a resident in with the code that the demo shows."""
    page.goto(f"{base}/sign-in")
    page.fill("input[name=number]", number)
    page.click("main .btn")
    page.wait_for_selector("input[name=code]")
    code = re.search(r"\b(\d{6})\b", page.inner_text("body"))
    if code is None:
        sys.exit("The demo shows no code on the page.")
    page.fill("input[name=code]", code.group(1))
    page.click("main .btn")


def staff_sign_in(page: Page, base: str, who: dict[str, str], to: str) -> None:
    """Sign an officer in by account."""
    page.goto(f"{base}/staff/sign-in?next={to}")
    page.fill("input[name=username]", who["username"])
    page.fill("input[name=password]", who["password"])
    page.click("main .btn")
    # The demo's second factor stands in its field already.
    page.wait_for_selector("input[name=code]")
    page.click("main .btn")
    page.wait_for_url(lambda address: "/staff/" not in address)
    page.goto(f"{base}{to}")


def photograph(browser: Browser, base: str, cast: dict[str, dict[str, object]]) -> None:
    """Walk through the surfaces and take the pictures the README shows."""
    phone = page_of(browser, 390)
    phone.goto(base)
    take(phone, "home-390")
    sign_in(phone, base, str(cast["applicant"]["number"]))
    phone.goto(f"{base}/mine")
    phone.click("main a[href*='/application/']")
    take(phone, "progress-390")
    wait_for_agencies()
    phone.goto(f"{base}/event/{first_event(base, phone)}")
    phone.click("main a[href*='/start/'], main .btn")
    for _ in range(3):
        if "/known" in phone.url:
            break
        for group in {
            box.get_attribute("name") for box in phone.query_selector_all("main input[type=radio]")
        }:
            phone.check(f"main input[type=radio][name='{group}'] >> nth=0", force=True)
        phone.click("main .btn")
    take(phone, "known-390")
    wide = page_of(browser, 1280)
    sign_in(wide, base, str(cast["applicant"]["number"]))
    wide.goto(f"{base}/licences")
    wide.click("main a[href*='/licence/'] >> nth=-1")
    take(wide, "licence-1280", full=True)
    desk = page_of(browser, 1280)
    staff_sign_in(desk, base, cast["reviewer_b"]["sign_in"], "/desk/")
    if desk.query_selector("main a[href*='/desk/case/']"):
        desk.click("main a[href*='/desk/case/'] >> nth=0")
    take(desk, "desk-1280")
    window = page_of(browser, 1280)
    staff_sign_in(window, base, cast["clerk"]["sign_in"], "/window/")
    window.fill("input[name=number]", str(cast["shop_owner"]["number"]))
    window.click("main .btn")
    take(window, "window-1280")


def wait_for_agencies() -> None:
    """Wait until the agencies' systems run, which start once the portal answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = subprocess.run(
            [PROGRAM, "agency", "list", "--json"], capture_output=True, check=True
        )
        if all(one["running"] for one in json.loads(said.stdout)["systems"]):
            time.sleep(AWAKE)
            return
        time.sleep(1)


def first_event(base: str, page: Page) -> str:
    """Return a life event named on the home page, not the one of the main job."""
    page.goto(base)
    links = [
        link.get_attribute("href") or "" for link in page.query_selector_all("a[href*='/event/']")
    ]
    return links[1 if len(links) > 1 else 0].rsplit("/", 1)[-1]


def main() -> int:
    """Serve a city, take the pictures, stop."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is missing (apt install chromium).")
        return 3
    home = tempfile.mkdtemp(prefix="tongban-pictures-")
    Path(home).chmod(0o755)
    port = free_port()
    os.environ["TONGBAN_HOME"] = home
    env = dict(os.environ)
    server = subprocess.Popen([PROGRAM, "demo", "--port", str(port)], env=env)
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(240):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        made = json.loads(
            subprocess.run(
                [PROGRAM, "city", "create", "--json"],
                env=env,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            photograph(browser, base, {each["key"]: each for each in made["cast"]})
            browser.close()
    finally:
        server.terminate()
        server.wait(180)  # a busy machine lets go of a city slowly
        subprocess.run([PROGRAM, "stop"], env=env, check=False)
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
