"""Forms as a browser sends them: what a page shows comes back, with what somebody typed."""

import html
import re

from django.utils.http import int_to_base36 as key

SERVICE = "GA-IDCARD-REISSUE"
__all__ = ["edit", "key", "press", "text_of", "typed"]


def edit(part="limits", service=SERVICE, kind="service"):
    return f"/designer/d/{kind}/{service}/edit/{part}"


def typed(client, address, **changes):
    """Read the form as a browser does, type into it, and give what would be sent."""
    page = client.get(address).content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r'name="([^"]+)"', tag)
        if name and 'type="checkbox"' not in tag:
            value = re.search(r'value="([^"]*)"', tag)
            fields[name[1]] = value[1] if value else ""
    areas = r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>'
    fields |= dict(re.findall(areas, page, re.DOTALL))
    for name, inside in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return {key: html.unescape(value) for key, value in fields.items()} | changes


def text_of(answer, status=200):
    """Return the text of a page that came with a status."""
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def press(browser, page, words, **more):
    """Send the form of a page that has the button with these words."""
    for whole in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL):
        button = re.search(rf"<button([^>]*)>{re.escape(words)}</button>", whole)
        if button:
            fields = {
                html.unescape(name): html.unescape(value)
                for name, value in re.findall(
                    r'<input type="hidden" name="([^"]+)" value="([^"]*)"', whole
                )
            }
            if name := re.search(r'name="([^"]+)" value="([^"]*)"', button[1]):
                fields[name[1]] = name[2]
            address = html.unescape(re.search(r'action="([^"]+)"', whole)[1])
            return browser.post(address, fields | more)
    raise AssertionError(f"no button {words}")
