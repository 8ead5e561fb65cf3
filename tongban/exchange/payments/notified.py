"""A provider's notification (支付结果通知): believed only with its signature, and as often as it comes."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.payments import connecting, settling, wire
from tongban.exchange.payments.domain.trades import Said


def receive(*, target: str, headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Settle what a provider tells; False for a number that is none of ours.

    Raises ExchangeProblem for what the provider did not sign just now, or nobody can read.
    """
    if not connecting.is_connected():
        raise ExchangeProblem("auth.signature_invalid")
    key = connecting.provider_key(settings.HOME)
    wire.check("POST", target, headers, body, key=key, at=at)
    try:
        said = json.loads(body)
        told = Said(str(said["state"]), int(said["amount"]), why=str(said.get("why", "")))
        number = str(said["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise ExchangeProblem("request.malformed", "notification") from error
    return settling.settle(number, told, at=at)
