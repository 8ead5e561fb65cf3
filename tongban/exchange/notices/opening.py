"""Opening a provider (接入服务商): its connector by its kind, with its secret and keys from the home.

The gateway's public key lies as JWK in `trust/NAME.jwk`; ours goes to it from the key ring.
"""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

from tongban.exchange.connectors.sms import HttpSms
from tongban.exchange.connectors.smtp import Smtp
from tongban.exchange.connectors.terminal import Terminal
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.notices.providers import TERMINAL, Carrier, Provider
from tongban.kernel.signing import PublicKey, keyring

HTTP, MAIL, COURIER = "http", "smtp", "courier"
KEY = "notices"


def carrier(provider: Provider) -> Carrier:
    """Return the connector of a provider. Raises ValueError for a kind that is none."""
    if provider.kind == TERMINAL:
        return Terminal()
    return _opened(
        json.dumps(
            [provider.name, provider.kind, provider.at, provider.secret, dict(provider.options)]
        ),
        Path(settings.HOME),
    )


def trusted(name: str) -> PublicKey:
    """Return the key a provider signs with."""
    path = Path(settings.HOME) / "trust" / f"{name}.jwk"
    if not path.exists():
        # One that sends mail reports nothing, and signs nothing.
        raise ExchangeProblem("auth.signature_invalid", name)
    return PublicKey.of_jwk(json.loads(path.read_text("utf-8")))


@cache
def _opened(said: str, home: Path) -> Carrier:
    name, kind, at, secret, options = json.loads(said)
    if kind == HTTP:
        return HttpSms(at, keyring(home).signer(KEY), trusted(name), **options)
    if kind == COURIER:
        return HttpSms(at, keyring(home).signer(KEY), trusted(name), path="parcels", **options)
    if kind == MAIL:
        host, _, port = at.rpartition(":")
        password = (home / "secrets" / secret).read_text("utf-8").strip() if secret else ""
        return Smtp(host, int(port), password=password, **options)
    raise ValueError(kind)
