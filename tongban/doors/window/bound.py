"""The person at the window (当前办事人): bound to the session by their number, and let go again.

A clerk reaches a person's data only after entering that person's number in this session. It ends
with "办完了，下一位", with signing out, or after half an hour in which nothing was done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tongban.agencies.domain.duties import CLERK
from tongban.doors.shared.access import View
from tongban.doors.shared.officers import StaffRequest, post
from tongban.doors.window.cards import card
from tongban.kernel import time
from tongban.kernel.actors import Actor, Purpose
from tongban.kernel.problems import Problem
from tongban.people import api as people

KEY = "window_person"
AGAIN = "read-again"
IDLE = 30 * 60  # seconds after which the person is let go
REFRESH = 60  # seconds after which the session is written again


@dataclass(frozen=True, slots=True)
class AtWindow:
    """The person at the window and the clerk who serves them (窗口办理).

    `remote` says how a caller was made sure of: by a code or by questions; empty at the counter.
    """

    party: people.Party
    actor: Actor
    purpose: Purpose
    remote: str = ""


class WindowRequest(StaffRequest):
    """A request of a clerk with a person before them."""

    at: AtWindow


def bind(request: HttpRequest, party_id: int, *, remote: str = "") -> None:
    """Bind the person whose number was just entered; another one is let go first.

    `remote` says how a caller was made sure of, where they are on the telephone.
    """
    kept = {"party": party_id, "since": _now(), "seen": _now(), "remote": remote}
    request.session[KEY] = kept


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
        party_id = bound(request) or _read_again(request)
        if party_id is None:
            if request.method == "POST" and request.POST:
                return _ask_again(request)
            return redirect("window:start")
        actor = request.seat.actor(acting_for=party_id)
        remote = str(request.session[KEY].get("remote", ""))
        why = (by_phone if remote else purpose)(request.seat.name)
        request.at = AtWindow(people.party(party_id), actor, why, remote)
        return view(request, *args, **kwargs)

    return post(CLERK)(inner)


def _read_again(request: HttpRequest) -> int | None:
    """Bind the person whose card is read again, so that what was typed before goes on."""
    if not request.POST.get(AGAIN):
        return None
    try:
        party = people.find(people.check_number(card(request.POST[AGAIN]).number))
    except Problem:
        return None
    if party is None:
        return None
    bind(request, party.id)
    return party.id


def _ask_again(request: StaffRequest) -> HttpResponse:
    """Keep what was typed in the page and ask for the card: nothing of the person is shown."""
    typed = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in (AGAIN, "csrfmiddlewaretoken")
        for value in values
    ]
    files = [str(file.name) for _, several in request.FILES.lists() for file in several]
    context = {
        "seat": request.seat,
        "typed": typed,
        "files": files,
        "wrong": bool(request.POST.get(AGAIN)),
    }
    return render(request, "window/again.html", context, status=409)


def purpose(clerk: str) -> Purpose:
    """Say why a clerk reads: the person stands there, with their card, and asks for it."""
    return Purpose(
        "window",
        "window",
        "本人到综合窗口出示证件申请办理",
        f"综合窗口{clerk}为您办事时查看",
    )


def by_phone(clerk: str) -> Purpose:
    """Say why a clerk reads for a caller: made sure of, they ask for it on the telephone."""
    return Purpose(
        "window",
        "phone",
        "本人来电，核对身份后申请办理",
        f"热线{clerk}接您电话时查看",
    )


def in_person(view: View) -> Callable[..., HttpResponse]:
    """Let in a clerk whose person stands before them; a caller is told why not by telephone."""

    @wraps(view)
    def inner(request: WindowRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.at.remote:
            return render(request, "window/not_by_phone.html", {"seat": request.seat}, status=409)
        return view(request, *args, **kwargs)

    return with_person(inner)


def _now() -> int:
    return int(time.now().timestamp())
