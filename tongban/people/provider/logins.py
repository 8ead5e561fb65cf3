"""Where somebody signed in, and what was handed on (登录记录): the person sees every line."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.idp.oidc.models import Token

from tongban.kernel import ids, time
from tongban.kernel.actors import Assurance
from tongban.people.models import LoginRow

SHOWN = 50
BOUND = "login"
"""Where a token keeps the sign-in it stands for."""


@dataclass(frozen=True, slots=True)
class Login:
    """A sign-in (登录记录): when, how surely, to which system ("" is here), told what."""

    id: int
    account: int
    at: datetime
    how: Assurance
    client: str = ""
    handed: tuple[str, ...] = ()
    acting_for: int | None = None
    proved_at: datetime | None = None
    kept: bool = False
    withdrawn: bool = False


def note(account: int, *, how: Assurance, at: datetime | None = None) -> None:
    """Write a sign-in here."""
    _write(account, how, at or time.now())


def hand_on(
    account: int,
    *,
    client: str,
    handed: Sequence[str],
    how: Assurance,
    code: str,
    proved_at: datetime | None = None,
    acting_for: int | None = None,
    kept: bool = False,
    at: datetime | None = None,
) -> None:
    """Write that a system is told who somebody is, by an authorization code."""
    _write(
        account,
        how,
        at or time.now(),
        client=client,
        handed=list(handed),
        acting_for=acting_for,
        proved_at=proved_at,
        code=digest(code),
        kept=kept,
    )


def of_code(code: str) -> Login | None:
    """Return the sign-in a code was given for."""
    row = LoginRow.objects.filter(code=digest(code)).first() if code else None
    return _login(row) if row else None


def bind(access_token: str, code: str) -> None:
    """Tie an access token to the sign-in its code was given for, for as long as it lives."""
    login = of_code(code)
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, access_token)
    if login is None or token is None or login.account != token.user_id:
        return
    token.data = {**(token.data or {}), BOUND: login.id}
    token.save(update_fields=["data"])


def of_token(token: Token | None) -> Login | None:
    """Return the sign-in a token is tied to; None for one that is tied to none, or taken back."""
    bound = token.data.get(BOUND) if token and isinstance(token.data, dict) else None
    if token is None or bound is None:
        return None
    found = LoginRow.objects.filter(id=bound, account=token.user_id, client=token.client_id)
    row = found.filter(withdrawn_at=None).first()
    return _login(row) if row else None


def of(account: int, *, limit: int = SHOWN) -> tuple[Login, ...]:
    """Return an account's sign-ins, newest first."""
    rows = LoginRow.objects.filter(account=account).order_by("-at", "-id")[:limit]
    return tuple(_login(row) for row in rows)


def is_kept(account: int, client: str, scopes: Sequence[str]) -> bool:
    """Whether the person said not to be asked again, and no more is asked for than then."""
    rows = LoginRow.objects.filter(account=account, client=client, kept=True, withdrawn_at=None)
    return any(set(scopes) <= set(row.handed) for row in rows)


def withdraw(account: int, client: str, *, at: datetime | None = None) -> None:
    """Take a consent back (撤回同意): the system is told nothing more, and is asked about anew."""
    found = LoginRow.objects.filter(account=account, client=client, withdrawn_at=None)
    found.update(withdrawn_at=at or time.now(), kept=False)
    Token.objects.filter(user_id=account, client_id=client).delete()


def sign_out_everywhere(account: int) -> None:
    """End what every system may still ask about somebody who signs out."""
    Token.objects.filter(user_id=account).delete()


def digest(code: str) -> str:
    """Return what a code is found by."""
    return hashlib.sha256(code.encode()).hexdigest()


def _write(account: int, how: Assurance, at: datetime, **more: object) -> None:
    LoginRow.objects.create(
        id=ids.new(ids.shard_of(account)), account=account, at=at, how=how.value, **more
    )


def _login(row: LoginRow) -> Login:
    return Login(
        row.id,
        row.account,
        row.at,
        Assurance(row.how),
        row.client,
        tuple(row.handed),
        row.acting_for,
        row.proved_at,
        row.kept,
        withdrawn=row.withdrawn_at is not None,
    )
