"""The face of the factors (认证要素): passkeys, codes of an app, recovery codes, passwords."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from tongban.kernel import time
from tongban.people import passwords, signin
from tongban.people.factors import codes, passkeys
from tongban.people.models import Account

__all__ = [
    "Factor",
    "add_passkey",
    "address_of_secret",
    "ask_for_passkey",
    "begin_passkey",
    "begin_sign_in",
    "change_password",
    "check_code",
    "confirm_secret",
    "end_sign_in",
    "factors",
    "give_password",
    "give_secret",
    "has_second",
    "must_change_password",
    "new_secret",
    "recovery_codes",
    "recovery_left",
    "remove",
    "reset",
    "set_password",
    "sign_in_by_passkey",
    "what_app_shows",
]

PASSKEY = Authenticator.Type.WEBAUTHN.value
APP = Authenticator.Type.TOTP.value


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor an account has (认证要素): `kind` is webauthn or totp."""

    id: int
    kind: str
    name: str
    added_at: datetime
    used_at: datetime | None


def factors(account: Account) -> tuple[Factor, ...]:
    """Return the passkeys and the app of an account, oldest first; recovery codes are no factor."""
    rows = Authenticator.objects.filter(user_id=account.pk, type__in=(PASSKEY, APP))
    return tuple(
        Factor(row.pk, row.type, row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows.order_by("pk")
    )


def has_second(account: Account) -> bool:
    """Whether an officer has anything beside the password."""
    return bool(factors(account))


def begin_passkey(account: Account) -> dict[str, Any]:
    """Return what the browser needs to make a key; the challenge stays in the session."""
    return passkeys.begin_adding(account)


def add_passkey(account: Account, *, name: str, credential: Mapping[str, Any]) -> int:
    """Keep a key the browser made and return its id; raises WrongPasskey."""
    return passkeys.add(account, name=name, credential=credential)


def begin_sign_in(*, address: str, at: datetime | None = None) -> None:
    """Count a sign-in that begins without saying whose it is; raises TooManyTries.

    By a key or at another provider: each beginning costs a session, so an address has as many free
    as it has codes to send, and then waits. One that comes to its end counts no more.
    """
    signin.begin(address=address, at=at or time.now())


def end_sign_in(*, address: str) -> None:
    """Note that a sign-in that began at this address came to its end."""
    signin.ended(address=address)


def ask_for_passkey(account: Account | None = None) -> dict[str, Any]:
    """Return what the browser needs to ask for a key, of anybody or of one account."""
    return passkeys.begin_signing_in(account)


def sign_in_by_passkey(
    credential: Mapping[str, Any], *, address: str, at: datetime | None = None
) -> Account:
    """Return whose key answered; raises WrongPasskey, TooManyTries. Each try is counted."""
    with signin.counted("passkey", "passkey", "", address, at or time.now()):
        account = passkeys.holder(credential)
    signin.ended(address=address)
    return account


def remove(account: Account, factor: int) -> None:
    """Take a factor away; one that is not this account's stays."""
    Authenticator.objects.filter(pk=factor, user_id=account.pk, type__in=(PASSKEY, APP)).delete()


def reset(account: int) -> None:
    """Take every factor away, so that the next sign-in sets a new one up."""
    Authenticator.objects.filter(user_id=account).delete()


def new_secret() -> str:
    """Draw the secret of an app of codes."""
    return codes.new_secret()


def address_of_secret(account: Account, secret: str) -> str:
    """Return what the QR code of a secret says."""
    return codes.address_of(account, secret)


def confirm_secret(account: Account, *, secret: str, code: str) -> None:
    """Keep the secret of an app once it shows the right code; raises WrongCode."""
    codes.confirm(account, secret=secret, code=code)


def give_secret(account: Account, *, secret: str) -> None:
    """Set the secret of an invented officer's app; never done for a real one."""
    codes.give(account, secret=secret)


def give_password(account: Account, *, like: Account) -> None:
    """Give an invented officer the password of another, hashed once; never done for a real one."""
    Account.objects.filter(pk=account.pk).update(password=like.password)


def what_app_shows(account: Account) -> str | None:
    """Return what an invented officer's app shows now; the pages ask in a demonstration alone."""
    return codes.current(account)


def check_code(account: Account, *, code: str, address: str, at: datetime | None = None) -> None:
    """Judge a code of the app or a recovery code; raises WrongCode, TooManyTries."""
    codes.check(account, code=code, address=address, at=at or time.now())


def recovery_codes(account: Account) -> list[str]:
    """Make ten new recovery codes, to be shown once."""
    return codes.recovery(account)


def recovery_left(account: Account) -> int:
    """Say how many recovery codes are left."""
    return codes.recovery_left(account)


def set_password(account: int, password: str, *, must_change: bool = False) -> None:
    """Set an officer's password by the rules; raises BadPassword."""
    passwords.choose(account, password, must_change=must_change)


def change_password(account: Account, *, old: str, new: str, address: str) -> None:
    """Change one's own password; raises WrongPassword, BadPassword, TooManyTries."""
    signin.staff_sign_in(username=account.username, password=old, address=address, at=time.now())
    passwords.choose(account.pk, new)


def must_change_password(account: int) -> bool:
    """Whether somebody else chose the password, so that it has to be changed first."""
    return passwords.must_change(account)
