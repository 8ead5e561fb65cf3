"""Licences for wallets (离线凭证接口): OpenID4VCI 1.0 with a pre-authorised code, status lists, types.

Any wallet that speaks the protocol can take a licence along. The issuer is the city's own address;
keys, types and status lists stand beneath it, so that a verifier needs nothing else.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tongban.catalogue.domain.model import LicenceKind
from tongban.doors.gateway.pace import paced
from tongban.doors.shared.access import public
from tongban.doors.shared.pace import Pace
from tongban.doors.shared.wallets import GRANT, issuer
from tongban.kernel.problems import Problem
from tongban.kernel.text import Text
from tongban.licences import api as licences

FORMAT = "dc+sd-jwt"
ALGORITHMS = ["ES256", "EdDSA"]
LARGEST = 40_000
PACE = Pace(120)
LISTS = Pace(600)
FETCHES = 600  # seconds


@public
@require_safe
def issuer_metadata(request: HttpRequest) -> HttpResponse:
    """Say which credentials wallets can fetch, and where."""
    base = issuer(request)
    kinds = {one.id: _configuration(one, base) for one in licences.offerable()}
    return _json(
        {
            "credential_issuer": base,
            "authorization_servers": [base],
            "credential_endpoint": f"{base}/v/wallet/credential",
            "nonce_endpoint": f"{base}/v/wallet/nonce",
            "display": [{"name": "通办 Tongban", "locale": "zh-CN"}],
            "credential_configurations_supported": kinds,
        }
    )


def _configuration(kind: LicenceKind, base: str) -> dict[str, Any]:
    proofs = {"jwt": {"proof_signing_alg_values_supported": ALGORITHMS}}
    return {
        "format": FORMAT,
        "vct": f"{base}/v/types/{kind.id}",
        "scope": kind.id,
        "cryptographic_binding_methods_supported": ["jwk", "did:jwk"],
        "credential_signing_alg_values_supported": ["ES256"],
        "proof_types_supported": proofs,
        "credential_metadata": {"display": _display(kind.name)},
    }


def _display(name: Text) -> list[dict[str, str]]:
    said = [{"name": name.zh, "locale": "zh-CN"}]
    return [*said, {"name": name.en, "locale": "en"}] if name.en else said


@public
@require_safe
def server_metadata(request: HttpRequest) -> HttpResponse:
    """Say where an offer's code becomes a token (RFC 8414)."""
    base = issuer(request)
    return _json(
        {
            "issuer": base,
            "token_endpoint": f"{base}/v/wallet/token",
            "grant_types_supported": [GRANT],
            "response_types_supported": ["none"],
            "token_endpoint_auth_methods_supported": ["none"],
            "pre-authorized_grant_anonymous_access_supported": True,
        }
    )


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Say which keys check our credentials (SD-JWT VC, 5)."""
    return _json({"issuer": issuer(request), "jwks": licences.jwks()})


@public
@csrf_exempt
@require_POST
@paced(PACE)
def token(request: HttpRequest) -> HttpResponse:
    """Turn an offer's code and digits into an access token."""
    if request.POST.get("grant_type") != GRANT:
        return _wrong("unsupported_grant_type")
    code, digits = request.POST.get("pre-authorized_code", ""), request.POST.get("tx_code", "")
    if not code or not digits:
        return _wrong("invalid_request")
    try:
        access = licences.redeem(code, digits=digits)
    except licences.BadRequest as fault:
        return _wrong(str(fault.detail))
    return _json({"access_token": access, "token_type": "Bearer", "expires_in": FETCHES})


@public
@csrf_exempt
@require_POST
@paced(PACE)
def nonce(_request: HttpRequest) -> HttpResponse:
    """Hand out a nonce for a proof."""
    return _json({"c_nonce": licences.nonce()})


@public
@csrf_exempt
@require_POST
@paced(PACE)
def credential(request: HttpRequest) -> HttpResponse:
    """Hand out the credential that the access token stands for."""
    scheme, _, access = request.headers.get("Authorization", "").partition(" ")
    said = _body(request)
    if said is None or scheme.lower() != "bearer":
        return _wrong("invalid_token" if said is not None else "invalid_credential_request")
    kind = str(said.get("credential_configuration_id") or said.get("credential_identifier") or "")
    try:
        made = licences.fetch(access, proof=_proof(said), kind=kind, issuer=issuer(request))
    except licences.BadRequest as fault:
        return _wrong(str(fault.detail))
    except Problem as problem:
        return _wrong("credential_request_denied", problem.said("en"))
    return _json({"credentials": [{"credential": made}]})


def _body(request: HttpRequest) -> dict[str, Any] | None:
    if request.content_type != "application/json" or len(request.body) > LARGEST:
        return None
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _proof(said: Mapping[str, Any]) -> str:
    proofs = said.get("proofs")
    several = proofs.get("jwt") if isinstance(proofs, dict) else None
    if isinstance(several, list) and len(several) == 1:
        return str(several[0])
    return ""


@public
@require_safe
@paced(LISTS)
def status(request: HttpRequest, page: int) -> HttpResponse:
    """Hand out a status list: how credentials stand, without saying whose they are."""
    if page > 1 << 20:
        raise Http404
    made = licences.status_list(page, issuer=issuer(request))
    answer = HttpResponse(made, content_type="application/statuslist+jwt")
    answer["Cache-Control"] = "public, max-age=30"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public
@require_safe
def type_(request: HttpRequest, kind: str) -> HttpResponse:
    """Describe a type of credential: its name and the words of its claims (SD-JWT VC, 6)."""
    found = next((one for one in licences.offerable() if one.id == kind), None)
    if found is None:
        raise Http404
    named = licences.kind_labels(found)
    return _json(
        {
            "vct": f"{issuer(request)}/v/types/{found.id}",
            "name": found.name.zh,
            "display": [
                {"locale": one["locale"], "name": one["name"]} for one in _display(found.name)
            ],
            "claims": [
                {
                    "path": [name],
                    "sd": "always",
                    "display": [
                        {"locale": one["locale"], "label": one["name"]} for one in _display(label)
                    ],
                }
                for name, label in named.items()
            ],
        }
    )


def _json(said: Mapping[str, Any], status: int = 200) -> HttpResponse:
    answer = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _wrong(error: str, described: str = "") -> HttpResponse:
    """Answer as the protocol has it; the word is the protocol's own."""
    status = 401 if error == "invalid_token" else 400
    said = {"error": error} | ({"error_description": described} if described else {})
    return _json(said, status)


WELL_KNOWN: list[URLPattern] = [
    path("openid-credential-issuer", issuer_metadata),
    path("oauth-authorization-server", server_metadata),
    path("jwt-vc-issuer", keys),
]
PATHS: list[URLPattern] = [
    path("wallet/token", token, name="wallet-token"),
    path("wallet/nonce", nonce, name="wallet-nonce"),
    path("wallet/credential", credential, name="wallet-credential"),
    path("status/<int:page>", status, name="status"),
    path("types/<str:kind>", type_, name="type"),
]
