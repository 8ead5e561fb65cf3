"""What a member fetches and hands in beside questions (取件): events, deliveries, bundles, findUsage.

GET /events?after= with the cursor its client holds, POST /events for what its register reports; GET
/deliveries and /deliveries/N, their receipt to POST /receipts; POST /bundles; POST
/r1/{member}/findUsage for the person's own city. Each is signed by the member as a question is, and
a nonce counts once.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from tongban.exchange.domain import checks, signatures
from tongban.exchange.domain import feeds as bundles
from tongban.exchange.domain.checks import Request
from tongban.exchange.domain.grants import Agreement
from tongban.exchange.domain.members import PREFIX, MemberId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.gateway import answers, feeds, records, reports, usage
from tongban.exchange.gateway.answers import Response
from tongban.exchange.registry import members, snapshot
from tongban.kernel import time

MOST = 200
_NONCE_LIVES = signatures.LIFE + 2 * signatures.SKEW


def fetches(method: str, path: str) -> bool:
    """Whether a path is fetched or handed in by a member that signs for it."""
    if path.startswith(PREFIX):
        return method == "POST" and path.endswith("/findUsage")
    return (method, _kind(path)) in _ROUTES


def answer(request: Request, *, peer: str = "") -> Response:
    """Answer a member that signed for it, signed by this city's platform. Raises ExchangeProblem."""
    client = caller(request, peer=peer)
    is_usage = request.path.startswith(PREFIX)
    work = _usage if is_usage else _ROUTES[request.method, _kind(request.path)]
    try:
        made = work(request, client)
    except bundles.BundleGap as gap:
        raise ExchangeProblem("bundle.gap", gap.detail) from gap
    except bundles.BundleUnusable as unusable:
        raise ExchangeProblem("bundle.unusable", unusable.detail) from unusable
    signer = members.signer(members.ours(members.PLATFORM))
    return answers.signed(made, request, signer=signer, at=time.now())


def caller(request: Request, *, peer: str = "") -> MemberId:
    """Return the member that signed a request, by the directory. Raises ExchangeProblem."""
    headers = request.headers
    for name in ("x-road-client", "content-digest", "signature-input", "signature"):
        if not headers.get(name):
            raise ExchangeProblem("request.header_missing", name)
    directory = snapshot.current().directory
    client = headers["x-road-client"]
    checks.check_peer(client, directory, peer=peer, at=request.at)
    signed = signatures.read(headers["signature-input"], headers["signature"])
    signatures.check_time(signed, at=request.at)
    key = directory.keys[client].get(signed.key_id)
    if key is None:
        raise ExchangeProblem("auth.key_unknown", signed.key_id[:60])
    signatures.check_cover(signed, headers)
    values = {**headers, "@method": request.method, "@target-uri": request.target}
    signatures.check(signed, values, key=key)
    signatures.check_digest(headers["content-digest"], request.body)
    if records.has_seen(client, signed.nonce, until=request.at + _NONCE_LIVES):
        raise ExchangeProblem("replay.detected")
    return MemberId.read(client)


def _events(request: Request, client: MemberId) -> Response:
    after, limit = _number(request, "after"), _number(request, "limit", MOST)
    found = feeds.events(str(client), after=after, limit=min(limit, MOST), at=request.at)
    said = {"events": [event for _, event in found], "next": found[-1][0] if found else after}
    return answers.plain(200, said)


def _deliveries(request: Request, client: MemberId) -> Response:
    _, _, identifier = request.path.removeprefix("/deliveries").partition("/")
    if not identifier:
        return answers.plain(200, {"deliveries": feeds.waiting(str(client), at=request.at)})
    if not identifier.isascii() or not identifier.isdigit() or len(identifier) > 19:  # noqa: PLR2004 - of the largest id
        raise ExchangeProblem("request.no_such_path", "delivery")
    found = feeds.delivered(int(identifier), str(client), at=request.at)
    if found is None:
        raise ExchangeProblem("request.no_such_path", "delivery")
    return answers.plain(200, {"manifest": found.manifest, "content": found.content})


def _receipt(request: Request, client: MemberId) -> Response:
    said = _body(request)
    agreement = _agreement(said, client=str(client))
    closed = feeds.take_receipt(str(said.get("receipt", "")), agreement=agreement)
    return answers.plain(200, {"closed": closed})


def _bundle(request: Request, client: MemberId) -> Response:
    said = _body(request)
    agreement = _agreement(said, provider=str(client))
    head, content = str(said.get("head", "")), str(said.get("content", ""))
    taken = feeds.take(head, content, agreement=agreement, at=request.at)
    return answers.plain(200, {"messages": taken})


def _usage(request: Request, client: MemberId) -> Response:
    """Who asked about a person: for the platform of the city where the person reads it."""
    if client.code != members.PLATFORM:
        raise ExchangeProblem("request.not_allowed", "findUsage")
    said = _body(request)
    subject = said.get("subject")
    after, limit = said.get("after", 0), said.get("limit", 50)
    if (
        not isinstance(subject, str)
        or not subject
        or type(after) is not int
        or type(limit) is not int
    ):
        raise ExchangeProblem("request.malformed", "body")
    rows = usage.of_subject(
        subject, after=max(after, 0), limit=max(1, min(limit, MOST)), at=request.at
    )
    return answers.plain(200, {"usage": [usage.told(row) for row in rows]})


Work = Callable[[Request, MemberId], Response]
_ROUTES: Mapping[tuple[str, str], Work] = {
    ("GET", "events"): _events, ("POST", "events"): reports.take, ("GET", "deliveries"): _deliveries,
    ("POST", "receipts"): _receipt, ("POST", "bundles"): _bundle,
}  # fmt: skip


def _kind(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


def _agreement(said: Mapping[str, Any], *, client: str = "", provider: str = "") -> Agreement:
    """Return the agreement a body names by its hash, where the caller is that party of it."""
    found = snapshot.current().by_digest.get(str(said.get("agreement", "")))
    if found is None or (client or provider) != (
        found.terms.client if client else found.terms.provider
    ):
        raise ExchangeProblem("grant.missing")
    return found.check_alive(on=time.city_date(time.now()))


def _body(request: Request) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except ValueError as error:
        raise ExchangeProblem("request.malformed", "body") from error
    if not isinstance(said, dict):
        raise ExchangeProblem("request.malformed", "body")
    return said


def _number(request: Request, name: str, default: int = 0) -> int:
    query: Mapping[str, Sequence[str]] = parse_qs(request.target.partition("?")[2])
    text = query.get(name, [str(default)])[0]
    if not text.isascii() or not text.isdigit() or len(text) > 18:  # noqa: PLR2004 - fits a bigint
        raise ExchangeProblem("request.malformed", name)
    return int(text)
