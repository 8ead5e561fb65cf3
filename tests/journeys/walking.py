"""A walk through every page of the doors (走遍每一页): links are followed, forms sent; templates noted.

Pages are asked for by Django's client, in one transaction and without a server; what it gets is put
before a browser with the static files beside it (`Gallery`). An address is walked once for each of
its shapes: ids are left out of a shape, the names of acts are not.
"""

import contextlib
import html
import mimetypes
import os
import re
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.template.backends import jinja2
from django.test import Client
from django.urls import Resolver404, resolve

DOORS = Path(__file__).resolve().parents[2] / "tongban" / "doors"
FREE = {"act", "deed", "step", "what", "part", "kind"}
MISTAKE = 400
LENGTH = """Math.min(4000, Math.max(800, ...[...document.querySelectorAll("html, main *")]
  .filter((one) => one.scrollHeight > one.clientHeight && getComputedStyle(one).overflowY == "auto")
  .map((one) => one.scrollHeight + Math.ceil(one.getBoundingClientRect().top))))"""
DESK, PHONE, NARROW = 1280, 390, 320  # 320 is 1280 at four times the size (WCAG 1.4.10)
ORIGIN = "http://city.test"


def page_templates(*surfaces):
    """List the templates that are pages: those that extend a frame and are extended by none."""
    files = {
        str(path.relative_to(path.parents[len(path.relative_to(door).parts) - 1])): path.read_text(
            "utf-8"
        )
        for door in (DOORS / surface / "jinja2" for surface in surfaces)
        for path in sorted(door.rglob("*.html"))
    }
    frames = {one for said in files.values() for one in re.findall(r'{% extends "([^"]+)"', said)}
    return {name for name, said in files.items() if "{% extends" in said and name not in frames}


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it came (看到的一页)."""

    address: str
    template: str
    status: int
    content: bytes


@dataclass
class Walk:
    """What was seen on the way, by template and shape (走过的页)."""

    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    _rendered: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def noting(self):
        """Keep every page that any client is given while this lasts."""
        render, request = jinja2.Template.render, Client.request

        def rendered(template, *given, **more):
            said = render(template, *given, **more)
            self._rendered.append(template.template.name)
            return said

        def asked(client, **given):
            self._rendered.clear()
            answer = request(client, **given)
            query = f"?{given['QUERY_STRING']}" if given.get("QUERY_STRING") else ""
            sent = " sent" if given.get("REQUEST_METHOD") == "POST" else ""
            self.hold(given["PATH_INFO"] + query, answer, sent)
            return answer

        jinja2.Template.render, Client.request = rendered, asked
        try:
            yield self
        finally:
            jinja2.Template.render, Client.request = render, request

    def hold(self, address, answer, how=""):
        """Keep an answer that is a page, the first of its template and shape."""
        if not self._rendered or not answer.get("Content-Type", "").startswith("text/html"):
            return
        wrong = f" {answer.status_code}" if answer.status_code >= MISTAKE else ""
        template = self._rendered[-1]
        key = template, (shape(address) or address) + how + wrong
        self.seen.setdefault(key, Seen(address, template, answer.status_code, answer.content))

    def wander(self, browser, *starts, within="/", without=()):
        """Follow every link from where one starts, each shape of an address once."""
        queue, met = deque(starts), set()
        while queue:
            address = urldefrag(queue.popleft())[0]
            found = shape(address)
            path = urlsplit(address).path
            if found in met or not found or not path.startswith(within) or path in without:
                continue
            met.add(found)
            answer = browser.get(address, follow=True)
            if answer.get("Content-Type", "").startswith("text/html"):
                for to in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', answer.content.decode()):
                    where = urljoin(address, html.unescape(to))
                    if where.startswith("/"):
                        queue.append(where)


def shape(address):
    """Say what is left of an address without its ids and what it asks for; "" for none of ours."""
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    route = found.route
    for name, value in found.kwargs.items():
        if name in FREE:
            route = re.sub(rf"<[^>]*\b{name}>", str(value), route)
    asked = sorted(re.findall(r"(?:^|&)(\w+)=", parts.query))
    return "/" + route + (f"?{'&'.join(asked)}" if asked else "")


def text(answer):
    """Return the text of an answer."""
    return answer.content.decode()


def first(pattern, answer):
    """Return what a pattern catches first on a page, as a browser would read it."""
    found = re.search(pattern, text(answer))
    assert found, (pattern, answer.request["PATH_INFO"], answer.status_code)
    return html.unescape(found[1])


def fields(said):
    """Say what the last form of a page would send; or a form itself, given as text."""
    if not isinstance(said, str):
        main = text(said).partition("<main")[2].partition("</main>")[0]
        said = re.findall(r'<form[^>]*method="post".*?</form>', main, re.DOTALL)[-1]
    areas = r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>'
    found = {name: [inside] for name, inside in re.findall(areas, said, re.DOTALL)}
    for tag in re.findall(r"<input[^>]*>", said):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (" checked" in tag or not re.search('type="(radio|checkbox|file)"', tag)):
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    return found


class Gallery:
    """A browser in which kept pages are hung up to be judged (画廊)."""

    def __init__(self, browser, *, language="zh-CN"):
        from axe_playwright_python.sync_playwright import Axe

        self.context = browser.new_context(
            viewport={"width": DESK, "height": 800}, locale=language, reduced_motion="reduce"
        )
        self.axe = Axe()
        self.context.set_default_timeout(60_000)
        self.page, self.hung = self.context.new_page(), b""
        self.context.route("**/*", self._answer)

    def _answer(self, route):
        path = urlsplit(route.request.url).path
        if route.request.is_navigation_request() and not route.request.frame.parent_frame:
            route.fulfill(body=self.hung, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/") and (file := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=file, content_type=mimetypes.guess_type(path)[0])
        else:
            route.fulfill(status=204)

    def judge(self, seen, name, *, whole):
        """Return what is wrong with a page, at a desk, on a phone, and (`whole`) as axe sees it."""
        self.hung, wrong = seen.content, []
        self.page.set_viewport_size({"width": DESK, "height": 800})
        self.page.goto(ORIGIN + urlsplit(seen.address).path)
        for width in (DESK, PHONE, *((NARROW,) if whole else ())):
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{name} is {wide} wide at {width}")
            self._picture(seen.template, name, width)
            if whole and width == PHONE:
                found = self.axe.run(self.page).response["violations"]
                wrong += [f"{name} {one['id']}: {one['nodes'][0]['html'][:150]}" for one in found]
        return wrong

    def _picture(self, template, name, width):
        """Keep what hangs there where somebody wants to look (TONGBAN_PICTURES)."""
        if (place := os.environ.get("TONGBAN_PICTURES")) and width != NARROW:
            folder = Path(place) / template.partition("/")[0]
            folder.mkdir(parents=True, exist_ok=True)
            said = f"{Path(template).stem} {name}"  # one address shows several pages
            plain = re.sub(r"[^\w]+", "-", said).strip("-")
            # A pane that scrolls by itself is shown to its end.
            self.page.set_viewport_size({"width": width, "height": self.page.evaluate(LENGTH)})
            self.page.screenshot(path=folder / f"{plain}-{width}.png", full_page=True)


def signed_in(account):
    """A browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(account)
    return browser
