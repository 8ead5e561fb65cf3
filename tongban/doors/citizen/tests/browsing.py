"""How a person goes through the pages: read them, fill them in, walk to the end."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.filling import PICTURE, typed


def text(response):
    return response.content.decode()


def filled(html, **special):
    """Fill every open field of a page with something that fits it."""
    data = dict(re.findall(r'<input type="hidden" name="(asked:[^"]+|n)" value="(\d+)"', html))
    inputs = r'<input class="input[^"]*" type="([\w-]+)" id="[^"]+" name="([^"]+)"'
    for kind, name in re.findall(inputs, html):
        data[name] = _typed(kind, name)
    for name, value in re.findall(
        r'type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)"', html
    ):
        data.setdefault(name, value)
    for name in re.findall(r'<textarea[^>]* name="([^"]+)"', html):
        data[name] = "照实填写"
    chosen = r'<select[^>]* name="([^"]+)".*?<option value="">.*?<option value="([^"]+)"'
    data |= dict(re.findall(chosen, html, re.DOTALL))
    return data | special


def _typed(kind, name):
    if kind == "file":
        return SimpleUploadedFile("照片.png", PICTURE, content_type="image/png")
    return typed(name)


def walk(browser, goal, **special):
    """Go from the wish to the application as a person does; returns every page on the way."""
    pages = [browser.post(f"/start/{goal}", follow=True)]
    for _ in range(20):
        page = pages[-1]
        here = page.request["PATH_INFO"]
        if here.startswith("/application/"):
            return pages
        if here.endswith("/known"):
            there = re.search(r'class="btn" href="([^"]+)"', text(page))[1]
            pages.append(browser.get(there))
        else:
            data = {} if here.endswith("/check") else filled(text(page), **special)
            pages.append(browser.post(here, data, follow=True))
    last = pages[-1]
    pytest.fail(f"{last.request['PATH_INFO']}\n{re.findall('class=.error.*', text(last))}")
