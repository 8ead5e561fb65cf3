"""Which provider this installation has (渠道接入): its address, both keys; or none.

`TONGBAN_PAYMENTS` names the address; the provider's public key lies as JWK in
`trust/payments/provider.jwk` of the home, ours goes to it from the key ring.
"""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

from tongban.exchange.payments.domain.trades import Provider
from tongban.exchange.payments.http import HttpProvider
from tongban.exchange.payments.names import MERCHANT, TRUST
from tongban.kernel.signing import PublicKey, keyring

NOTIFY = "/payments/notify"


def provider() -> Provider | None:
    """Return the provider of this installation; None where none is named: paid at the window."""
    address = settings.PAYMENTS_ADDRESS
    return _opened(address, settings.HOME, settings.PAYMENTS_BACK) if address else None


def is_connected() -> bool:
    """Whether anything can be paid online."""
    return bool(settings.PAYMENTS_ADDRESS)


def provider_key(home: Path) -> PublicKey:
    """Return the key that the provider signs with."""
    return PublicKey.of_jwk(json.loads((home / TRUST).read_text()))


@cache
def _opened(address: str, home: Path, back: str) -> HttpProvider:
    signer = keyring(home).signer(MERCHANT)
    at = back.rstrip("/")
    return HttpProvider(
        address, signer, provider_key(home), notify=f"{at}{NOTIFY}", back=f"{at}/payments"
    )
