"""What pages can say and draw (页面环境), and what every page knows about itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from jinja2 import Environment

from tongban.doors.shared import drawing, words


def extend(env: Environment) -> None:
    """Add the words and drawings of the pages to the environment (config.jinja makes it)."""
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        said=words.said,
        day=words.day,
        moment=words.moment,
        days=words.days,
        listed=words.listed,
        masked=words.masked,
        shown=words.value,
        seal=drawing.seal,
        bar=drawing.bar,
        plan_picture=drawing.plan_picture,
    )
    env.filters.update(said=words.said, day=words.day, moment=words.moment, masked=words.masked)


def page(request: HttpRequest) -> dict[str, Any]:
    """Tell every page its language, its size, and where it is (a context processor)."""
    code = get_language() or "zh-hans"
    return {
        "lang": "en" if code.startswith("en") else "zh-Hans",
        "big": request.COOKIES.get("big") == "1",
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "path": request.path,
        "user": getattr(request, "user", None),
        "demo": getattr(settings, "TONGBAN_DEMO", False),
        "city": getattr(settings, "TONGBAN_CITY", "榕城"),
    }
