"""Other systems sign people in here (统一身份认证): the page of consent, and what is written of it.

The protocol is django-allauth's (OpenID Connect Core 1.0; RFC 6749, 7636); ours is who may, how
surely, what is handed on and to whom, said before it is done. A challenge is asked of every
system, not of public ones alone (RFC 9700). What was agreed to is written before the code leaves.
"""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from allauth.account.internal.decorators import login_not_required
from allauth.core.internal.httpkit import add_query_params
from allauth.idp.oidc import views
from allauth.idp.oidc.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from tongban.catalogue import api as catalogue
from tongban.doors.shared import identity
from tongban.doors.shared.access import OF_PERSONS, denied, machine, public
from tongban.doors.shared.identity import keeping, telling
from tongban.doors.shared.identity.entering import again
from tongban.doors.shared.words import said
from tongban.people import api as people
from tongban.people.provider import api as provider
from tongban.people.provider.api import System

ENDPOINTS = {
    "authorization_endpoint": "authorization",
    "token_endpoint": "token",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "jwks",
    "revocation_endpoint": "revoke",
    "end_session_endpoint": "logout",
}
BEHIND = 60  # seconds a proof may be older than asked, for clocks that differ


class Authorization(views.AuthorizationView):  # type: ignore[misc]
    """The page of consent (授权页): who asks, for what, by which law, and what they are told."""

    template_name = "shared/identity/consent.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, unless the person said not to be asked again for as much as this."""
        turned = _turned_away(request)
        if turned is not None:
            return turned
        # What `prompt` asks for was judged there; the library would judge `none` by any system's
        # tokens, and send `login` to pages that are not ours.
        said_ = request.GET.copy()
        asks = [one for one in said_.pop("prompt", [""])[-1].split() if one == "consent"]
        if asks:
            said_["prompt"] = "consent"
        request.GET = said_  # type: ignore[assignment]
        request.META["QUERY_STRING"] = said_.urlencode()
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the form what the system asks for: all of it or nothing."""
        given: dict[str, Any] = super().get_form_kwargs()
        if self.request.method == "POST":
            data = self.request.POST.copy()
            data.setlist("scopes", list(self._scopes))
            given["data"] = data
        return given

    def render_to_response(self, context: dict[str, Any], **how: Any) -> HttpResponse:
        """Show the page, or go straight on where it was agreed to before."""
        system = provider.find_system(self._request_info["client_id"])
        user = self.request.user
        asks = "consent" in (self._request_info.get("prompt") or ())
        if system and not asks and provider.is_kept(user.pk, system.id, self._scopes):
            return _onward(self.request, self._skip_consent())
        context["request_info"] = str(self.get_initial()["request"])
        answer: HttpResponse = super().render_to_response(context, **how)
        # A browser holds the answer to a form to the policy of the page the form was on.
        place = urlsplit(str(self._request_info.get("redirect_uri", "")))
        answer._csp_update = {"form-action": f"{place.scheme}://{place.netloc}"}  # type: ignore[attr-defined]
        return answer

    def get_context_data(self, **_: Any) -> dict[str, Any]:
        """Say who asks for what, and what of mine is handed on."""
        system = provider.find_system(self._request_info["client_id"])
        agency = catalogue.book().agency_name(system.agency) if system else ""
        here = identity.acting(self.request)
        return {
            "system": system,
            "agency": said(agency),
            "handed": [provider.HANDED[one] for one in provider.HANDED if one in self._scopes],
            "mandate_told": "mandate" in self._scopes,
            "chosen": here,
            "kept_wanted": self.request.POST.get("kept"),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Write what is handed on, then let the code leave; who agrees is asked once more."""
        system = provider.find_system(self._request_info["client_id"])
        account = self.request.user
        if system is None or system.ended or getattr(account, "party_id", None) is None:
            raise PermissionDenied
        if identity.assurance(self.request).level < system.level:
            return again(self.request, level=system.level)
        answer: HttpResponse = super().form_valid(form)
        place = urlsplit(answer.get("Location", ""))
        code = parse_qs(place.query).get("code", [""])[0]
        if code:
            with transaction.atomic():
                _write(self.request, system.id, self._scopes, code)
                if self.request.method == "POST":
                    telling.signed_in(account.party_id, system.name, identity.actor(self.request))
            answer["Location"] = add_query_params(
                answer["Location"], {"iss": get_adapter().get_issuer()}
            )
        return answer


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class Logout(views.LogoutView):  # type: ignore[misc]
    """Signing out from another system (统一退出): here too, where the person says so."""

    template_name = "shared/identity/logout.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand on what the form brings along."""
        form = kwargs["form"]
        hidden = [(name, form[name].value() or "") for name in form.fields if name != "action"]
        return {"hidden": hidden}

    def _handle(self, form: Any, op_logout: bool) -> HttpResponse:
        if op_logout and self.request.user.is_authenticated:
            provider.sign_out_everywhere(self.request.user.pk)
        answer: HttpResponse = super()._handle(form, op_logout)
        return keeping.forget(answer) if op_logout else answer


class Token(views.TokenView):  # type: ignore[misc]
    """The token endpoint (换取令牌): a code is good once, also for two who come at once."""

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        """Let those who bring the same code pass one after the other."""
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_advisory_xact_lock(hashtextextended(%s::text, 1))",
                [request.POST.get("code", "")],
            )
        answer: HttpResponse = super().post(request)
        code = request.POST.get("code", "")
        if answer.status_code == HTTPStatus.OK and code:
            provider.bind(json.loads(answer.content)["access_token"], code)
        answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
        return answer


def _onward(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Send the person on; from a page of ours by a step of its own, which no form's policy holds."""
    came = urlsplit(request.headers.get("Referer", "")).netloc
    if came != request.get_host() or "Location" not in answer:
        return answer
    page = render(request, "shared/identity/onward.html", {"there": answer["Location"]})
    page["Refresh"] = f"0; url={answer['Location']}"
    return page


def configuration(request: HttpRequest) -> HttpResponse:
    """Say where everything is (OpenID Connect Discovery 1.0)."""
    data: dict[str, Any] = {
        name: request.build_absolute_uri(reverse(f"idp:oidc:{where}"))
        for name, where in ENDPOINTS.items()
    }
    data |= {
        "issuer": get_adapter().get_issuer(),
        "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "none",
        ],
    }  # fmt: skip
    get_adapter().populate_server_metadata(data)
    response = JsonResponse(data)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Refuse who may not, and ask for a surer or a fresher proof where the system wants one."""
    asked = request.GET
    system = provider.find_system(asked.get("client_id", ""))
    if request.method == "POST":
        return None
    if system is None or asked.get("redirect_uri", "") not in system.back:
        # Said on a page of ours: nobody is sent to an address we do not know.
        return render(request, "idp/oidc/error.html", status=400)
    if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
        return _error(request, "invalid_request", "code_challenge with S256 is required")
    account = request.user
    if "none" in asked.get("prompt", "").split():
        missing = _missing(request, system)
        return _error(request, missing) if missing else None
    if not isinstance(account, people.Account):
        return None
    return denied(request, OF_PERSONS) if account.party_id is None else _prove_more(request, system)


def _missing(request: HttpRequest, system: System) -> str:
    """Say what forbids to answer without a page: nothing is handed on that this system was not given."""
    account, wanted = request.user, request.GET.get("scope", "").split()
    known = isinstance(account, people.Account) and account.party_id is not None
    if not known or _prove_more(request, system) is not None:
        return "login_required"
    agreed = wanted and provider.is_kept(account.pk or 0, system.id, wanted)
    return "" if agreed else "consent_required"


def _prove_more(request: HttpRequest, system: System) -> HttpResponse | None:
    asked = request.GET
    wanted = max(
        [system.level, *(provider.level_of(one) for one in asked.get("acr_values", "").split())]
    )
    age = asked.get("max_age", "")
    limit = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else None  # noqa: PLR2004 - digits
    stale = limit is not None and identity.proved_ago(request) > limit + BEHIND
    relogin = "login" in asked.get("prompt", "").split() and identity.proved_ago(request) > BEHIND
    if identity.assurance(request).level >= wanted and not stale and not relogin:
        return None
    back = {"next": request.get_full_path()} | ({"level": str(wanted)} if wanted > 1 else {})
    return redirect(f"{reverse('shared:again')}?{urlencode(back)}")


def _error(request: HttpRequest, error: str, why: str = "") -> HttpResponse:
    """Send somebody back to a system's registered address with an error."""
    back, state = request.GET.get("redirect_uri", ""), request.GET.get("state", "")
    said_ = {"error": error, "iss": get_adapter().get_issuer()}
    said_ |= {"error_description": why} if why else {}
    answer = HttpResponse(status=302)
    answer["Location"] = add_query_params(back, said_ | ({"state": state} if state else {}))
    return answer


def _write(request: HttpRequest, client: str, scopes: list[str], code: str) -> None:
    here = identity.acting(request)
    provider.hand_on(
        request.user.pk or 0,
        client=client,
        handed=list(scopes),
        how=identity.assurance(request),
        code=code,
        proved_at=identity.proved_at(request),
        acting_for=here.principal if here and "mandate" in scopes else None,
        kept=request.POST.get("kept") == "1"
        or provider.is_kept(request.user.pk or 0, client, scopes),
    )


oidc_patterns = [
    path(".well-known/openid-configuration", machine(configuration), name="configuration"),
    path(".well-known/jwks.json", machine(views.jwks), name="jwks"),
    path(
        "identity/o/authorize", public(csrf_exempt(Authorization.as_view())), name="authorization"
    ),
    path("identity/o/logout", public(csrf_exempt(Logout.as_view())), name="logout"),
    path("identity/o/api/token", machine(csrf_exempt(Token.as_view())), name="token"),
    path("identity/o/api/revoke", machine(views.revoke), name="revoke"),
    path("identity/o/api/userinfo", machine(views.user_info), name="userinfo"),
]
