"""Chinese inside an English page says that it is Chinese (外文页里的中文), so that it is read aloud right.

What a definition does not say in English, the names of people and places, and what somebody typed
stand in English pages in Chinese; a screen reader needs to know (WCAG 3.1.2). It is marked here, in
the finished page, for every page at once.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

_CHINESE = r"[\u3400-\u9fff\U00020000-\U0003134f]"
_MARK = ' lang="zh-Hans"'
_PIECE = re.compile(
    r"<(?P<whole>title|textarea|script|style|svg)\b.*?</(?P=whole)>"
    rf"|<option\b(?P<given>[^>]*)>(?P<choice>[^<]*{_CHINESE}[^<]*)"
    rf"|(?<=>)(?P<text>[^<>]*{_CHINESE}[^<>]*)(?=<)",
    re.DOTALL,
)


def marked(page: str) -> str:
    """Wrap what is Chinese in a page of another language.

    >>> marked('<p>Reason</p><p>照实填写</p>')
    '<p>Reason</p><p><span lang="zh-Hans">照实填写</span></p>'
    >>> marked('<title>通办</title><option value="1">遗失</option>')
    '<title>通办</title><option value="1" lang="zh-Hans">遗失</option>'
    """

    def mark(found: re.Match[str]) -> str:
        if found["whole"]:
            return found[0]
        if found["choice"]:
            return f"<option{found['given']}{_MARK}>{found['choice']}"
        return f"<span{_MARK}>{found['text']}</span>"

    return _PIECE.sub(mark, page)


def mark_chinese(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Mark the Chinese of every English page that leaves."""

    def through(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = (
            response.get("Content-Type", "").startswith("text/html") and not response.streaming
        )
        if is_page and (get_language() or "").startswith("en"):
            response.content = marked(response.content.decode()).encode()
        return response

    return through
