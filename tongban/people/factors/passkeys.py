"""Passkeys (通行密钥): a key that never leaves its holder's device and names this city alone.

Its holder unlocks it with a face, a finger or a PIN, so one step proves what they have and what
they are or know (WebAuthn Level 3; GB/T 36633). Nothing is typed, and there is nothing to phish.
"""

import json
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from fido2.utils import websafe_decode

from tongban.people.domain.problems import WrongPasskey
from tongban.people.factors.adapter import account_of
from tongban.people.models import Account

LONGEST = 60
MOST = 10  # keys of one person


def begin_adding(account: Account) -> dict[str, Any]:
    """Return what the browser needs to make a key that is unlocked and found by itself."""
    return _plain(auth.begin_registration(account, passwordless=True))


def add(account: Account, *, name: str, credential: Mapping[str, Any]) -> int:
    """Keep a new key, or raise WrongPasskey; returns its id."""
    if Authenticator.objects.filter(user_id=account.pk, type=_TYPE).count() >= MOST:
        raise WrongPasskey
    try:
        parsed = dict(credential)
        auth.parse_registration_response(parsed)
        binding = auth.complete_registration(parsed)
    except (ValidationError, ValueError, KeyError, TypeError):
        raise WrongPasskey from None
    if not binding.is_user_verified():
        raise WrongPasskey
    return int(auth.WebAuthn.add(account, name.strip()[:LONGEST], parsed).instance.pk)


def begin_signing_in(account: Account | None = None) -> dict[str, Any]:
    """Return what the browser needs to ask for a key: of anybody, or of this account."""
    made = _plain(auth.begin_authentication(account))
    made.setdefault("publicKey", made).update(userVerification="required")
    return made


def holder(credential: Mapping[str, Any]) -> Account:
    """Judge an answer and return whose key gave it, or raise WrongPasskey."""
    try:
        said = websafe_decode(str(credential["response"]["userHandle"])).decode()
        account = Account.objects.filter(pk=account_of(said) or 0, is_active=True).first()
        if account is None:
            raise WrongPasskey
        response = auth.parse_authentication_response(dict(credential))
        if not response.response.authenticator_data.is_user_verified():
            raise WrongPasskey
        auth.complete_authentication(account, dict(credential)).record_usage()
    except (ValidationError, ValueError, KeyError, TypeError):
        raise WrongPasskey from None
    return account


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Make plain values of what the library hands out: bytes in base64url."""
    made: dict[str, Any] = json.loads(json.dumps(options, default=dict))
    return made


_TYPE = Authenticator.Type.WEBAUTHN
