"""Codes of an app (动态口令, RFC 6238) and recovery codes (恢复码): the second factor without a key.

Each try is counted like a password before it is compared; a code works once.
"""

from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from tongban.people import signin
from tongban.people.domain.problems import WrongCode
from tongban.people.models import Account

TRY = "second"
DIGITS = 6
_TOTP, _RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


def new_secret() -> str:
    """Draw the secret of an app of codes."""
    return str(auth.generate_totp_secret())


def address_of(account: Account, secret: str) -> str:
    """Return the address an app reads from a QR code."""
    return str(get_adapter().build_totp_url(account, secret))


def confirm(account: Account, *, secret: str, code: str) -> None:
    """Keep the secret once a code of it was typed; raises WrongCode for another code."""
    if not auth.validate_totp_code(secret, _digits(code)):
        raise WrongCode
    Authenticator.objects.filter(user_id=account.pk, type=_TOTP).delete()
    TOTP.activate(account, secret)


def give(account: Account, *, secret: str) -> None:
    """Set an account's secret without a code, as for the invented officers of a demonstration."""
    Authenticator.objects.filter(user_id=account.pk, type=_TOTP).delete()
    TOTP.activate(account, secret)


def current(account: Account) -> str | None:
    """Return the code an app would show now: for demonstrations, which show it on the page."""
    row = Authenticator.objects.filter(user_id=account.pk, type=_TOTP).first()
    if row is None:
        return None
    secret = get_adapter().decrypt(row.data["secret"])
    shown = [
        str(auth.format_hotp_value(auth.hotp_value(secret, counter)))
        for counter in auth.yield_hotp_counters_from_time()
    ]
    # One that was just used is not taken again; the clock may be half a minute off either way.
    return next(
        (one for one in shown if not cache.get(TOTP(row)._get_used_cache_key(one))), shown[0]
    )


def check(account: Account, *, code: str, address: str, at: datetime) -> None:
    """Judge a code of the app, or a recovery code, which is then used; raises WrongCode."""
    with signin.counted(TRY, "second", str(account.pk), address, at):
        typed = _digits(code)
        rows = {row.type: row for row in Authenticator.objects.filter(user_id=account.pk)}
        by_app = _TOTP in rows and rows[_TOTP].wrap().validate_code(typed)
        if not by_app and not (_RECOVERY in rows and rows[_RECOVERY].wrap().validate_code(typed)):
            raise WrongCode
        rows[_TOTP if by_app else _RECOVERY].record_usage()


def recovery(account: Account) -> list[str]:
    """Make new recovery codes, to be shown once; those before them are worth nothing."""
    Authenticator.objects.filter(user_id=account.pk, type=_RECOVERY).delete()
    return list(RecoveryCodes.activate(account).generate_codes())


def recovery_left(account: Account) -> int:
    """Say how many recovery codes are left."""
    row = Authenticator.objects.filter(user_id=account.pk, type=_RECOVERY).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def _digits(typed: str) -> str:
    return "".join(each for each in typed if each.isascii() and each.isdigit())[:16]
