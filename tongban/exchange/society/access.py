"""Access of applications (应用访问): a token for a key, and what it lets through how often.

The same tokens as between agencies (`domain.tokens`): five minutes, bound to the application's
key by a proof with every request, so that a token somebody copied opens nothing. What an
application may do is looked up at every request: one that is suspended stops at once.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from tongban.exchange.domain import jose, society, tokens
from tongban.exchange.domain.limits import Buckets
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.society import App, Status
from tongban.exchange.domain.tokens import Grant
from tongban.exchange.gateway import records
from tongban.exchange.society import registering
from tongban.kernel import time
from tongban.kernel.signing import PublicKey, Signer, keyring
from tongban.kernel.signing.keys import encoded

KEY = "society"
USABLE = frozenset({Status.SANDBOX, Status.ASKED, Status.LIVE})
_DAY = 86_400
_TALLY = """
insert into exchange_tally (scope, slot, n, until) values (%s, 0, 1, %s)
on conflict (scope, slot) do update set n = exchange_tally.n + 1 where exchange_tally.n < %s
"""
_buckets: dict[str, Buckets] = {}


@dataclass(frozen=True, slots=True)
class Access:
    """What a request may do (访问许可): whose it is, and whether it is only tried.

    `headers` tell the application how much of its quota is left.
    """

    app: App
    headers: Mapping[str, str]

    @property
    def sandbox(self) -> bool:
        """Whether nothing of it may stay."""
        return self.app.status is not Status.LIVE


def signer() -> Signer:
    """Return the key that signs tokens and what applications are told."""
    return keyring(settings.HOME).signer(KEY)


def grant(
    form: Mapping[str, str], *, proof: str, uri: str, at: datetime | None = None
) -> dict[str, Any]:
    """Answer a request for a token (RFC 6749 4.4, RFC 7523, RFC 9449). Raises ExchangeProblem."""
    at = at or time.now()
    asked = (form.get("grant_type"), form.get("client_assertion_type"))
    if asked != (tokens.GRANT, tokens.ASSERTION_TYPE):
        raise ExchangeProblem("request.malformed", "grant_type or client_assertion_type")
    text = form.get("client_assertion", "")
    try:
        app = registering.by_key(jose.opened(text).key_id)
    except jose.BadToken as error:
        raise ExchangeProblem("auth.token_invalid", "assertion") from error
    if app is None or app.status not in USABLE:
        raise ExchangeProblem("auth.key_unknown", "application")
    public = PublicKey.of_jwk(dict(app.jwk))
    claims = tokens.read_assertion(text, keys={public.key_id: public}, audience=uri, at=at)
    key, identifier = tokens.read_proof(proof, method="POST", uri=uri, at=at)
    if str(claims["iss"]) != str(app.id) or key.key_id != app.key:
        raise ExchangeProblem("auth.token_invalid", "iss or proof")
    for jti in (str(claims["jti"]), identifier):
        _once(app, jti, at)
    wanted = form.get("scope", "").split() or list(app.scopes)
    if not set(wanted) <= set(app.scopes):
        raise ExchangeProblem("grant.missing", "scope")
    lives = int(tokens.LIFE.total_seconds())
    made = Grant(
        str(app.id), settings.EXCHANGE_INSTANCE, "", KEY, "", " ".join(wanted), 0, key.key_id,
        int(at.timestamp()) + lives,
    )  # fmt: skip
    token = tokens.issue(made, signer=signer(), at=at)
    return {
        "access_token": token, "token_type": "DPoP", "expires_in": lives, "scope": " ".join(wanted),
    }  # fmt: skip


def authorise(
    headers: Mapping[str, str], *, method: str, uri: str, scope: str, at: datetime | None = None
) -> Access:
    """Let a request through for a scope, or raise ExchangeProblem; `headers` in lower case."""
    at = at or time.now()
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme != "DPoP" or not token:
        raise ExchangeProblem("auth.token_missing", "DPoP")
    given = tokens.read(token, key=signer().public)
    if given.until <= at.timestamp() or given.purpose != KEY:
        raise ExchangeProblem("auth.token_expired", "token")
    proof = headers.get("dpop", "")
    key, identifier = tokens.read_proof(proof, method=method, uri=uri, at=at)
    bound = jose.opened(proof).claims.get("ath") == encoded(hashlib.sha256(token.encode()).digest())
    if key.key_id != given.key or not bound:
        raise ExchangeProblem("auth.token_invalid", "proof of another key or token")
    app = registering.load(int(given.client))
    if app.status not in USABLE or app.key != given.key:
        raise ExchangeProblem("grant.revoked", app.status.value)
    if scope not in given.fields.split() or scope not in app.scopes:
        raise ExchangeProblem("grant.missing", scope)
    _once(app, identifier, at)
    return Access(app, _counted(app, scope, at))


def _once(app: App, jti: str, at: datetime) -> None:
    until = at + tokens.LIFE + 2 * tokens.SKEW
    if records.has_seen(f"app:{app.id}", f"jti:{jti}"[:200], until=until):
        raise ExchangeProblem("replay.detected", "jti")


def _counted(app: App, scope: str, at: datetime) -> Mapping[str, str]:
    """Count a request against its minute and its day."""
    limit = society.SCOPES[scope]
    bucket = _buckets.setdefault(
        scope, Buckets(rate=limit.per_minute / 60, burst=float(limit.per_minute))
    )
    left = bucket.take(str(app.id))
    day = int(at.timestamp()) // _DAY
    with connection.cursor() as cursor:
        until = at + timedelta(days=2)
        cursor.execute(_TALLY, [f"app:{app.id}:{scope}:{day}", until, limit.per_day])
        if cursor.rowcount == 0:
            raise ExchangeProblem("limit.cap", scope, retry_after=_DAY - int(at.timestamp()) % _DAY)
    return left
