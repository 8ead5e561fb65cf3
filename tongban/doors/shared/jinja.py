"""What pages can say and draw (页面环境), and what every page knows about itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import int_to_base36
from jinja2 import Environment

from tongban.catalogue import api as catalogue
from tongban.doors.shared import drawing, identity, words
from tongban.doors.shared.outage import AWAY
from tongban.kernel.text import Text


def extend(env: Environment) -> None:
    """Add the words and drawings of the pages to the environment (config.jinja makes it)."""
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(
        said=words.said,
        day=words.day,
        moment=words.moment,
        days=words.days,
        listed=words.listed,
        term=words.term,
        masked=words.masked,
        shown=words.value,
        seal=drawing.seal,
        bar=drawing.bar,
        icon=drawing.icon,
        acting=identity.acting,
        plan_picture=drawing.plan_picture,
        plan_column=drawing.plan_column,
    )
    env.filters.update(said=words.said, day=words.day, moment=words.moment, masked=words.masked)
    env.filters.update(key=int_to_base36)


_known: dict[str, Text] = {}


def city() -> str:
    """Say the name of the city, read from its definition once for this process.

    Without it, as when the database is away before the first page, nothing is said.
    """
    if not _known:
        try:
            found = catalogue.book().city
        except AWAY:
            return ""
        if not found:
            return ""
        title = found.get("title") or {}
        _known["city"] = Text(str(found.get("name", "")), title.get("en"))
    return words.said(_known["city"])


def page(request: HttpRequest) -> dict[str, Any]:
    """Tell every page its language, its size, and where it is (a context processor)."""
    language = words.language()
    return {
        "lang": "zh-Hans" if language == "zh" else language,
        "big": request.COOKIES.get("big") == "1",
        "strong": request.COOKIES.get("strong") == "1",
        "kiosk": bool(getattr(request, "kiosk", "")),
        "here": request.get_full_path(),
        "path": request.path,
        "user": getattr(request, "user", None),
        "demo": getattr(settings, "TONGBAN_DEMO", False),
        "city": city(),
        "report_age": getattr(request, "report_age", None),
    }
