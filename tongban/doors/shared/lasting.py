"""How long a sign-in lasts (登录时限), and what no browser may keep of it.

An officer who walks away is signed out after half an hour, for everybody's data is before them.
A resident has two hours between two steps, since some read and type slowly and must not lose
what they wrote. Nobody stays signed in longer than a long working day.
"""

import time
from dataclasses import dataclass

from django.contrib.auth import SESSION_KEY, user_logged_in
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tongban.people import api as people

SINCE, SEEN = "since", "seen"
REFRESH = 60  # seconds after which the session is written again
SWEPT = 20  # sessions long over that one sign-in takes away
POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a sign-in lasts (时限): `idle` without a step, `whole` in all, in seconds."""

    idle: int
    whole: int = 12 * 3600


STAFF = Limit(idle=30 * 60)
RESIDENT = Limit(idle=2 * 3600)


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: object) -> None:
    """Note when a sign-in began, whichever way it came about."""
    request.session[SINCE] = request.session[SEEN] = _now()
    request.session.set_expiry(None)
    _sweep()


def is_over(request: HttpRequest, limit: Limit) -> bool:
    """Whether the sign-in of this session has lasted too long; else note that it is in use."""
    session, now = request.session, _now()
    since, seen = int(session.get(SINCE, now)), int(session.get(SEEN, now))
    if now - seen > limit.idle or now - since > limit.whole:
        return True
    if SINCE not in session or now - seen > REFRESH:
        session[SINCE], session[SEEN] = since, now
    return False


class SignIns(AuthenticationMiddleware):
    """Tells who has signed in, until their time is over, and keeps their pages out of caches.

    It stands for Django's own middleware and costs nothing where nobody asks who it is.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Say who it is when a page asks."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _who(request))  # type: ignore[assignment]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Let nobody keep what was made for one session; close what pages never use."""
        session = request.session
        if session.accessed and not session.is_empty():
            response.setdefault("Cache-Control", "private, no-store")
        response.setdefault("Permissions-Policy", POLICY)
        return response


def _who(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    user: AbstractBaseUser | AnonymousUser = get_user(request)
    if SESSION_KEY not in request.session or not isinstance(user, people.Account):
        return user
    if is_over(request, STAFF if user.is_staff else RESIDENT):
        request.session.flush()
        return AnonymousUser()
    return user


def _sweep() -> None:
    """Delete a few sessions that are long over; they still name whom they were of."""
    old = Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(old[:SWEPT])).delete()


def _now() -> int:
    return int(time.time())
