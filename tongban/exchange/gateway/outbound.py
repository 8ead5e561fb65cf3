"""The outbound role (数据使用方网关): a question becomes a signed, recorded, retried request.

The case is looked up before anything leaves; a ticket is signed for it; a token is fetched and kept
for its five minutes; the intent is recorded on this side too, so that both parties can be compared.
"""

import json
import random
import secrets
import threading
import time as clock
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from tongban.exchange import joined
from tongban.exchange.domain import checks, commitments, grants, signatures, tickets, tokens
from tongban.exchange.domain.asking import Answered, CaseRef, Deferred
from tongban.exchange.domain.checks import Passed, Request
from tongban.exchange.domain.grants import Agreement, SharingPurpose
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.ports import OpenCase
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.retrying import Backoff, Breaker
from tongban.exchange.gateway import answers, carriers, deferred, records
from tongban.exchange.gateway.answers import Response
from tongban.exchange.gateway.carriers import Carrier
from tongban.exchange.gateway.tokens import agreement_for
from tongban.exchange.registry import members, snapshot
from tongban.exchange.registry.snapshot import Listed
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.people import api as people

BACKOFF = Backoff()
breaker = Breaker()
_tokens: dict[tuple[str, str, str], tuple[str, float]] = {}
_lock = threading.Lock()
_draw = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be sent (待发查询): who asks whom, by what right, about whom."""

    client: MemberId
    listed: Listed
    agreement: Agreement
    purpose: SharingPurpose
    number: str
    fields: tuple[str, ...]
    case: str
    ticket: str
    official: str
    carrier: Carrier
    transaction: str
    extra: dict[str, str]


def ask(
    *,
    service: str,
    subject: int | str,
    purpose: str,
    actor: Actor,
    case: CaseRef | None,
    kinds: Collection[str] | None,
    deadline: timedelta,
    client: str | None,
    references: dict[str, str],
    later: bool,
    at: datetime,
    transaction: str = "",
) -> Answered | Deferred:
    """Ask, retry what may be retried, and check the answer. Raises ExchangeProblem.

    `transaction` is the asker's own name of the question; none: it is given one.
    """
    question = prepare(
        service=service, subject=subject, purpose=purpose, actor=actor, case=case, kinds=kinds,
        client=client, references=references, at=at, transaction=transaction,
    )  # fmt: skip
    if breaker.is_open(question.listed.id):
        raise ExchangeProblem("provider.unreachable", f"{question.listed.card.code}: 熔断中")
    begun, tried = clock.monotonic(), 0
    while True:
        try:
            return _once(question, deadline, later=later)
        except ExchangeProblem as problem:
            _count(question.listed.id, problem)
            if problem.type in ("auth.token_expired", "auth.token_invalid"):
                forget()
            spent = clock.monotonic() - begun
            pause = BACKOFF.pause(tried, draw=_draw)
            left = deadline.total_seconds() - spent - pause
            if not BACKOFF.may_retry(problem, tried=tried, spent=spent, left=left):
                raise
            clock.sleep(pause)
            tried += 1


def _count(service: str, problem: ExchangeProblem) -> None:
    if problem.type.startswith("provider."):
        breaker.failed(service)


# The question


def prepare(
    *,
    service: str,
    subject: int | str,
    purpose: str,
    actor: Actor,
    case: CaseRef | None,
    kinds: Collection[str] | None,
    client: str | None,
    references: dict[str, str],
    at: datetime,
    transaction: str = "",
) -> Question:
    """Look up by what right something may be asked, and sign the ticket for it."""
    listed = _listed(service)
    asker = members.ours(client or members.PLATFORM)
    agreement = agreement_for(str(asker), listed.id, purpose, at=at)
    named = agreement.purpose_on(purpose, on=time.city_date(at))
    party, number = _subject(subject)
    official = commitments.pseudonym(agreement.secret, actor.kind, actor.id)
    ticket, extra = "", dict(references)
    if case is not None:
        ticket = _ticket(case, party, number, agreement, official=official, at=at)
        if named.basis == grants.REQUEST:
            extra.setdefault("explicit-request-ref", case.number)
    fields = tuple(kinds) if kinds is not None else (named.fields or listed.card.fields)
    address = snapshot.current().addresses.get(listed.member, "")
    return Question(
        asker, listed, agreement, named, number, fields, case.number if case else "", ticket,
        official, carriers.to(address), transaction or str(uuid.uuid4()), extra,
    )  # fmt: skip


def _listed(service: str) -> Listed:
    found = _find(service, snapshot.current()) or _find(service, snapshot.reread())
    if found is None:
        raise ExchangeProblem("request.not_allowed", service)
    return found


def _find(service: str, snap: snapshot.Snapshot) -> Listed | None:
    return snap.services.get(service) if "/" in service else snap.newest(service)


def _subject(subject: int | str) -> tuple[int | None, str]:
    """Return party and number of a subject given by either."""
    if isinstance(subject, int):
        number = people.party(subject).number
        if number is None:
            raise ExchangeProblem("subject.no_match", "no number")
        return subject, number
    party = people.find(subject)
    return (party.id if party else None), subject


def _ticket(
    case: CaseRef,
    party: int | None,
    number: str,
    agreement: Agreement,
    *,
    official: str,
    at: datetime,
) -> str:
    """Sign a ticket where the case is open and the subject takes part in it."""
    found = joined.case_book().open_case(case.number)
    if found is None:
        raise ExchangeProblem("case.closed", case.number)
    role = _role(found, case.role, party)
    platform = members.ours(members.PLATFORM)
    return tickets.issue(
        signer=members.signer(platform, use=members.CASE), issuer=str(platform), case=case.number,
        matter=found.matter, role=role, official=official, opened_at=found.opened_at,
        subjects=[commitments.commitment(agreement.secret, number)], at=at,
    )  # fmt: skip


def _role(case: OpenCase, wished: str, party: int | None) -> str:
    if party in case.subjects.get(wished, ()):
        return wished
    for role, playing in case.subjects.items():
        if party in playing:
            return role
    raise ExchangeProblem("case.subject_mismatch", wished)


# One try


def _once(question: Question, deadline: timedelta, *, later: bool) -> Answered | Deferred:
    at = time.now()
    request, private = request_of(question, at, later=later)
    intent = _intend(question, request, deadline, at)
    try:
        answer = question.carrier.send(request, patience=deadline.total_seconds())
        keys = snapshot.current().directory.keys.get(question.listed.member, {})
        if answer.status < 400 or "signature" in answer.headers:  # noqa: PLR2004 - HTTP's own bounds
            answers.check(answer, request, keys=keys)
        said = json.loads(answer.body)
        if answer.status >= 400:  # noqa: PLR2004
            raise ExchangeProblem.of_json(said, retry_after=_seconds(answer))
    except ExchangeProblem as problem:
        result = records.OK if problem.type == "subject.no_match" else records.FAILED
        if problem.side == "client-gateway":
            result = "refused"
        records.conclude(
            intent, result=result, problem=problem.type, status=problem.http, at=time.now()
        )
        raise
    breaker.worked(question.listed.id)
    digest = answer.headers.get("content-digest", "")
    records.conclude(
        intent, result=records.OK, status=answer.status, response=digest, at=time.now()
    )
    if answer.status == 202:  # noqa: PLR2004
        return deferred.expect(question, said, private, at=at)
    return _answered(question, said, answer, at)


def _answered(
    question: Question, said: dict[str, object], answer: Response, at: datetime
) -> Answered:
    rows = said["rows"]
    if not isinstance(rows, list):
        raise ExchangeProblem("provider.failed", "rows")
    until = time.city_date(at) + timedelta(days=question.purpose.retention_days)
    return Answered(
        question.transaction, question.listed.card.code, question.listed.card.agency, tuple(rows),
        tuple(str(one) for one in said["fields"]),  # type: ignore[attr-defined]
        at, (time.now() - at).total_seconds() * 1000, until.isoformat(),
        "idempotency-replayed" in answer.headers,
    )  # fmt: skip


def _seconds(answer: Response) -> int | None:
    said = answer.headers.get("retry-after", "")
    return int(said) if said.isdigit() else None


def request_of(question: Question, at: datetime, *, later: bool) -> tuple[Request, str]:
    """Build and sign one request; a try has a nonce of its own and the key of the question."""
    service = ServiceId.read(question.listed.id)
    body = json.dumps({"subject": question.number, "fields": question.fields}).encode()
    headers = {
        "x-road-client": str(question.client), "x-road-id": question.transaction,
        "x-road-userid": question.official, "x-road-issue": question.case or "-",
        "purpose-id": question.purpose.id, "access-reason": quote(question.purpose.title),
        "idempotency-key": question.transaction, "content-digest": signatures.digest(body),
        "authorization": f"DPoP {_token(question, at)}", **question.extra,
    }  # fmt: skip
    if question.ticket:
        headers["case-ticket"] = question.ticket
    private = ""
    if later:
        private, public = deferred.draw_keys()
        headers |= {"prefer": "respond-async", "encrypt-to": public}
    target = f"{question.carrier.address}{service.path}"
    values = {**headers, "@method": "POST", "@target-uri": target}
    headers["signature-input"], headers["signature"] = signatures.sign(
        signatures.covered(headers), values, signer=members.signer(question.client), at=at,
        nonce=secrets.token_urlsafe(16),
    )  # fmt: skip
    return Request("POST", target, service.path, headers, body, at), private


def _intend(
    question: Question, request: Request, deadline: timedelta, at: datetime
) -> records.Intent:
    """Record on this side that something is about to be asked."""
    asked = checks.check_form(request)
    fields = checks.field_set(asked, question.listed.card, question.agreement, question.purpose)
    passed = Passed(asked, question.listed.card, question.agreement, question.purpose, fields, None)
    return _intended(passed, request, deadline, at)


def _intended(
    passed: Passed, request: Request, deadline: timedelta, at: datetime
) -> records.Intent:
    for _ in range(3):
        try:
            return records.intend(
                passed, side=records.OUT, registry=snapshot.current().version,
                request_hash=answers.request_hash(request), reason=request.headers["access-reason"],
                deadline=deadline, at=at,
            )  # fmt: skip
        except records.RegistryMovedError:
            snapshot.reread()
    raise ExchangeProblem("conf.outdated", retry_after=1)


# Tokens


def _token(question: Question, at: datetime) -> str:
    key = (
        str(question.client),
        question.listed.id,
        question.purpose.id + question.agreement.digest,
    )
    with _lock:
        kept = _tokens.get(key)
    if kept and kept[1] > at.timestamp() + 30:
        return kept[0]
    signer = members.signer(question.client)
    uri = f"{question.carrier.address}/token"
    form = {
        "grant_type": tokens.GRANT,
        "client_assertion_type": tokens.ASSERTION_TYPE,
        "client_assertion": tokens.assert_client(
            signer=signer, client=str(question.client), audience=uri, purpose=question.purpose.id,
            service=question.listed.id, ticket=question.ticket, at=at,
        ),
    }  # fmt: skip
    said = question.carrier.token(
        form, proof=tokens.prove(signer=signer, method="POST", uri=uri, at=at)
    )
    with _lock:
        _tokens[key] = (said["access_token"], at.timestamp() + int(said["expires_in"]))
    return str(said["access_token"])


def forget() -> None:
    """Forget the tokens that were fetched; the next question fetches its own."""
    with _lock:
        _tokens.clear()
