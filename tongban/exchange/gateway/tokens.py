"""The token endpoint of a provider's gateway (令牌端点): who asks, for what, with which key."""

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongban.exchange.domain import jose, leaving, tokens
from tongban.exchange.domain.grants import Agreement
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.tokens import Grant
from tongban.exchange.gateway import records
from tongban.exchange.registry import members, snapshot
from tongban.kernel import time
from tongban.kernel.signing import PublicKey

PATH = "/token"


def grant(form: Mapping[str, str], *, proof: str, uri: str, at: datetime) -> dict[str, Any]:
    """Answer a request for a token (RFC 6749 4.4 with RFC 7523 and RFC 9449). Raises ExchangeProblem."""
    if (
        form.get("grant_type") != tokens.GRANT
        or form.get("client_assertion_type") != tokens.ASSERTION_TYPE
    ):
        raise ExchangeProblem("request.malformed", "grant_type or client_assertion_type")
    claims = _client(form.get("client_assertion", ""), uri=uri, at=at)
    key, identifier = tokens.read_proof(proof, method="POST", uri=uri, at=at)
    client, purpose = str(claims["iss"]), str(claims.get("purposeId", ""))
    service = ServiceId.read(str(claims.get("svc", "")))
    snap = snapshot.current()
    if key.key_id not in snap.directory.keys.get(client, {}):
        raise ExchangeProblem("auth.key_unknown", key.key_id)
    until = at + 2 * tokens.ASSERTION_LIFE + tokens.SKEW
    for jti in (str(claims["jti"]), identifier):
        if records.has_seen(client, f"jti:{jti}"[:200], until=until):
            raise ExchangeProblem("replay.detected", "jti")
    agreement = agreement_for(client, str(service), purpose, at=at)
    if agreement.terms.keys and key.key_id not in agreement.terms.keys:
        raise ExchangeProblem("auth.key_unknown", "not one of the agreement's keys")
    return _token(agreement, client=client, service=service, purpose=purpose, key=key, at=at)


def _token(
    agreement: Agreement,
    *,
    client: str,
    service: ServiceId,
    purpose: str,
    key: PublicKey,
    at: datetime,
) -> dict[str, Any]:
    found = agreement.purpose_on(purpose, on=time.city_date(at))
    lives = int(tokens.LIFE.total_seconds())
    made = Grant(
        client, str(service.member), agreement.digest, purpose, str(service),
        leaving.field_set(found.fields), found.per_hour, key.key_id, int(at.timestamp()) + lives,
    )  # fmt: skip
    token = tokens.issue(made, signer=members.signer(service.member), at=at)
    return {"access_token": token, "token_type": "DPoP", "expires_in": lives}


def agreement_for(client: str, service: str, purpose: str, *, at: datetime) -> Agreement:
    """Return the agreement in force under which a client asks for a purpose. Raises ExchangeProblem."""
    on = time.city_date(at)
    found = snapshot.current().between.get((client, service), ())
    if not found:
        found = snapshot.reread().between.get((client, service), ())
    problem = ExchangeProblem("grant.missing", service)
    for agreement in reversed(found):
        try:
            agreement.check_alive(on=on).purpose_on(purpose, on=on)
        except ExchangeProblem as refused:
            problem = refused
        else:
            return agreement
    raise problem


def _client(text: str, *, uri: str, at: datetime) -> dict[str, Any]:
    try:
        client = str(jose.opened(text).claims.get("iss", ""))
    except jose.BadToken as error:
        raise ExchangeProblem("auth.token_invalid", "assertion") from error
    directory = snapshot.current().directory
    if client not in directory.keys:
        directory = snapshot.reread().directory
    if client not in directory.keys:
        raise ExchangeProblem("auth.key_unknown", client[:120])
    if at >= directory.until[client]:
        raise ExchangeProblem("conf.outdated", client)
    return tokens.read_assertion(text, keys=directory.keys[client], audience=uri, at=at)


@functools.lru_cache(maxsize=4096)
def _read(token: str, member: str) -> Grant:
    """Read a token of ours; the same token comes for five minutes, and only its time changes."""
    return tokens.read(token, key=members.signer(MemberId.read(member)).public)


def presented(headers: Mapping[str, str], member: str) -> Grant | None:
    """Return what the token of a request gives, None where there is none. Raises ExchangeProblem."""
    said = headers.get("authorization", "")
    scheme, _, token = said.partition(" ")
    if not said:
        return None
    if scheme != "DPoP" or not token:
        raise ExchangeProblem("auth.token_invalid", "scheme")
    return _read(token, member)
