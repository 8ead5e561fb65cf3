"""Entering and proving oneself again (登录与再确认): one way in, whatever it was proved by.

Whoever proved who they are is written down with how surely, gets a new session, and goes on to
where they were going. An act that needs a surer or a fresher proof sends them to a page that asks
for it and then brings them back, with what they had typed.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongban.doors.shared import identity
from tongban.doors.shared.identity import keeping
from tongban.kernel.actors import Assurance
from tongban.people import api as people
from tongban.people.provider import api as provider

FRESH = 10 * 60  # seconds for which a proof counts as fresh
View = Callable[..., HttpResponse]


def enter(
    request: HttpRequest, account: people.Account, how: Assurance, there: str
) -> HttpResponse:
    """Sign an account in and go on: first to what was kept, or to whom they act for."""
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    proved(request, how)
    provider.note(account.pk, how=how)
    if keeping.waits(request, account):
        there = reverse("shared:kept")
    elif account.party_id is not None and _has_mandate(account.party_id):
        there = f"{reverse('shared:for-whom')}?{urlencode({'next': there})}"
    response = redirect(there)
    keeping.remember(response, request, account)
    return response


def proved(request: HttpRequest, how: Assurance) -> None:
    """Note in the session how surely and when somebody proved who they are."""
    before = request.session.get(identity.ASSURED)
    if before is None or Assurance(before).level <= how.level:
        request.session[identity.ASSURED] = how.value
    if before is not None and Assurance(before).level < how.level:
        request.session.cycle_key()  # whoever knew the weaker session is not taken along
    request.session[identity.PROVED] = int(time.time())


def is_fresh(request: HttpRequest) -> bool:
    """Whether they proved who they are a short while ago."""
    return int(time.time()) - int(request.session.get(identity.PROVED, 0)) < FRESH


def fresh(view: View) -> View:
    """Ask for a fresh proof before what changes how somebody signs in; below `@signed_in`."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if is_fresh(request) else again(request)

    return inner


def assured(act: str) -> Callable[[View], View]:
    """Ask for level 2 where the city asks for it of this act (`assured_acts`)."""

    def mark(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if act in settings.ASSURED_ACTS and identity.assurance(request).level < 2:  # noqa: PLR2004 - level 2
                return again(request, level=2)
            return view(request, *args, **kwargs)

        return inner

    return mark


def again(request: HttpRequest, *, level: int = 0) -> HttpResponse:
    """Send somebody to prove who they are once more, and then back to here."""
    back = keeping.keep(request) or request.get_full_path()
    asked = {"next": back} | ({"level": str(level)} if level else {})
    return redirect(f"{reverse('shared:again')}?{urlencode(asked)}")


def _has_mandate(party: int) -> bool:
    return any(people.standing_mandate(one.id, holder=party) for one in people.mandates(party))
