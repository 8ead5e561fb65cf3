"""What several journeys have in common: signing in, filling a form, walking it to its end."""

import re

import pytest

from tests.filling import PICTURE, typed

SERVICE = "GA-IDCARD-REISSUE"
NUMBER = re.compile(r"\d{6}-\d{4}-\d{5}-\d")


def sign_in(visitor, person):
    """Sign in with an ID number and the code that the demo shows."""
    visitor.page.fill("#f-number", person.number)
    visitor.click("main form:not([data-passkey]) .btn")
    visitor.page.fill("#f-code", visitor.page.locator(".demo b").inner_text())
    visitor.click("main .btn")


def fill(page):
    """Type into every open field what fits it."""
    for field in page.locator("main form :is(input.input, textarea, select):visible").all():
        kind = field.get_attribute("type")
        if kind == "file":
            field.set_input_files({"name": "照片.png", "mimeType": "image/png", "buffer": PICTURE})
        elif not field.input_value():
            field.fill(str(typed(field.get_attribute("name"))))
    boxes = page.locator("main .picks input")
    for name in dict.fromkeys(boxes.evaluate_all("all => all.map(one => one.name)")):
        page.locator(f'main .picks input[name="{name}"]').first.check()


def hand_in(visitor, look=lambda _name: None):
    """Walk from the start of an application to what has been handed in; gives what was asked."""
    asked = []
    visitor.click("main form .btn")
    for _ in range(20):
        step = visitor.page.url.rpartition("/")[2].partition("?")[0]
        look(step if step in ("situation", "known", "ask", "check") else "progress")
        if visitor.at("/application/"):
            assert visitor.says("已经交上去了")
            return asked
        if step in ("situation", "ask"):
            names = "all => all.map(one => one.name)"
            asked += dict.fromkeys(
                visitor.page.locator("main form .field [name]").evaluate_all(names)
            )
            fill(visitor.page)
        visitor.click("main .acts .btn")
    pytest.fail(visitor.page.inner_text("main"))


def number_on(visitor):
    """The number of the case that a page names."""
    return NUMBER.search(visitor.page.inner_text("main"))[0]


def heard():
    """Let every room hear what happened."""
    from tongban.ledger import api as ledger

    while ledger.drain():
        pass


def worked_off():
    """Do what the worker would do now: the work that is due, and what follows from it."""
    from tongban.kernel import time
    from tongban.ledger import api as ledger

    heard()
    while ledger.due(time.now()):
        heard()
