"""What opens a wallet (钱包链接): an offer of OpenID4VCI written as an address."""

import json
from urllib.parse import quote

from django.http import HttpRequest

from tongban.licences import api as licences

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


def issuer(request: HttpRequest) -> str:
    """Return the city's address, which is the issuer's name."""
    return request.build_absolute_uri("/").rstrip("/")


def offer_link(request: HttpRequest, made: licences.Offer) -> str:
    """Write an offer as the address that opens a wallet (OpenID4VCI 1.0, 4.1)."""
    code = {"pre-authorized_code": made.code, "tx_code": {"length": 6, "input_mode": "numeric"}}
    said = {
        "credential_issuer": issuer(request),
        "credential_configuration_ids": [made.kind],
        "grants": {GRANT: code},
    }
    value = quote(json.dumps(said, separators=(",", ":")), safe="")
    return f"openid-credential-offer://?credential_offer={value}"
