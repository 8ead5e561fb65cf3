"""The person at the window (当前办事人): bound to the session by their number, and let go again.

A clerk reaches a person's data only after entering that person's number in this session. It ends
with "办完了，下一位", with signing out, or after half an hour in which nothing was done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tongban.agencies.domain.duties import CLERK
from tongban.doors.shared.access import View
from tongban.doors.shared.officers import StaffRequest, post
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.people import api as people

KEY = "window_person"
IDLE = 30 * 60  # seconds after which the person is let go
REFRESH = 60  # seconds after which the session is written again


@dataclass(frozen=True, slots=True)
class AtWindow:
    """The person at the window and the clerk who serves them (窗口办理)."""

    party: people.Party
    actor: Actor
    purpose: Purpose


class WindowRequest(StaffRequest):
    """A request of a clerk with a person before them."""

    at: AtWindow


def bind(request: HttpRequest, party_id: int) -> None:
    """Bind the person whose number was just entered; another one is let go first."""
    request.session[KEY] = {"party": party_id, "since": _now(), "seen": _now()}


def release(request: HttpRequest) -> None:
    """Let the person go; nothing about them is reachable from here on."""
    request.session.pop(KEY, None)


def bound(request: HttpRequest) -> int | None:
    """Return the id of the person at the window, None where nobody is or was idle too long."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    now = _now()
    if now - int(kept["seen"]) > IDLE:
        release(request)
        return None
    if now - int(kept["seen"]) > REFRESH:
        request.session[KEY] = {**kept, "seen": now}
    return int(kept["party"])


def with_person(view: View) -> Callable[..., HttpResponse]:
    """Let in a clerk with a person before them; without one, ask for a number first."""

    @wraps(view)
    def inner(request: WindowRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        party_id = bound(request)
        if party_id is None:
            return redirect("window:start")
        actor = request.seat.actor(acting_for=party_id)
        request.at = AtWindow(people.party(party_id), actor, purpose(request.seat.name))
        return view(request, *args, **kwargs)

    return post(CLERK)(inner)


def purpose(clerk: str) -> Purpose:
    """Say why a clerk reads: the person stands there, with their card, and asks for it."""
    return Purpose(
        "window",
        "window",
        "本人到综合窗口出示证件申请办理",
        f"综合窗口{clerk}为您办事时查看",
    )


def _now() -> int:
    return int(time.now().timestamp())
