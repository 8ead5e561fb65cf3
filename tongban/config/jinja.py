"""The environment of the pages: gettext, addresses, static files, and nothing undefined."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from tongban.doors.shared.jinja import extend


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return _address(get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=16_384)
def _address(
    _prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    """Return an address; a page of fifty cases asks for hundreds, mostly the same again."""
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


def environment(**options: Any) -> Environment:
    """Make the Jinja2 environment; a misspelt name in a template is an error, not a gap."""
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n"]
    env = Environment(**options)  # noqa: S701 - Django passes autoescape=True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(url=_url, static=static, language=translation.get_language)
    extend(env)
    return env
