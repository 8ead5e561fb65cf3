"""Signing in by another provider (外部身份登录): the national identity, the province, another city."""

from dataclasses import asdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.catalogue import api as catalogue
from tongban.doors.shared import client
from tongban.doors.shared.access import public
from tongban.doors.shared.identity import telling
from tongban.doors.shared.identity.entering import enter, proved
from tongban.doors.shared.identity.passkeys import _wrong
from tongban.doors.shared.views import safe_next
from tongban.exchange.vouching import api as vouching
from tongban.kernel.actors import SYSTEM, Assurance
from tongban.kernel.text import Text
from tongban.people import api as people
from tongban.people.factors import api as factors
from tongban.people.provider import api as provider_

GOING, THERE = "going", "going_to"
HOW = {1: Assurance.CODE, 2: Assurance.PASSKEY, 3: Assurance.NATIONAL}


@public
@require_safe
def leave(request: HttpRequest, provider: str) -> HttpResponse:
    """Send somebody to the provider they chose."""
    there = _place(request, provider)
    try:
        factors.begin_sign_in(address=client.address(request))
        address, going = vouching.leave(_trusted(provider), back=there)
    except people.TooManyTries as many:
        return _wrong(request, many)
    except vouching.NotVouched:
        return _wrong(request, people.NotVouched())
    request.session[GOING] = asdict(going)
    request.session[THERE] = safe_next(request)
    answer = HttpResponse(status=302)
    answer["Location"] = address
    return answer


@public
@require_safe
def back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take somebody back from a provider, once, and sign in whom it vouched for."""
    said = request.session.pop(GOING, None)
    going = vouching.Going(**said) if said else None
    one = _trusted(provider)
    if going is None or going.provider != provider or request.GET.get("state") != going.state:
        return _wrong(request, people.NotVouched())
    try:
        person, level = vouching.come_back(
            one, going, code=request.GET.get("code", ""), back=_place(request, provider)
        )
        party = provider_.vouched_for(person)
    except (vouching.NotVouched, people.BadNumber):
        return _wrong(request, people.NotVouched())
    if party is None:
        return _wrong(request, people.NotVouched())
    account = people.open_account(party.id, actor=SYSTEM)
    if not account.is_active:
        return _wrong(request, people.NotVouched())
    factors.end_sign_in(address=client.address(request))
    title = Text(one.title.get("zh", one.key), one.title.get("en"))
    telling.signed_in(party.id, title, people.actor_of(account))
    there = request.session.pop(THERE, "/")
    if request.user.is_authenticated and request.user.pk == account.pk:
        proved(request, HOW[level])
        return redirect(there)
    return enter(request, account, HOW[level], there)


def _trusted(key: str) -> vouching.Trusted:
    found = vouching.trusted(catalogue.book().city).get(key)
    if found is None:
        raise Http404
    return found


def _place(request: HttpRequest, key: str) -> str:
    return request.build_absolute_uri(reverse("shared:abroad-back", args=[key]))
