"""The inbound role (数据提供方网关): a request in, fifteen checks, a signed answer out.

What is judged lies in `domain.checks`; here is what is read for it, recorded around it and called
after it. Nothing is called before the intent is on disk.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from django.db import DatabaseError

from tongban.exchange import joined
from tongban.exchange.domain import checks, grants, limits, signatures, tickets
from tongban.exchange.domain.checks import Asked, Known, Passed, Request
from tongban.exchange.domain.limits import Buckets
from tongban.exchange.domain.members import ServiceId
from tongban.exchange.domain.ports import OpenCase
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.tickets import Ticket
from tongban.exchange.gateway import answers, deferred, records, tokens
from tongban.exchange.gateway.answers import Response
from tongban.exchange.gateway.asked_systems import DEADLINE, rows_of
from tongban.exchange.registry import consents, members, snapshot, stamps, watching
from tongban.exchange.registry.snapshot import Snapshot
from tongban.kernel import time
from tongban.people import api as people

_TRIES = 3  # times a call is judged anew because the registry changed meanwhile
buckets = Buckets(rate=1000.0, burst=2000.0)
slowed = Buckets(rate=0.2, burst=1.0)
_recent: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=limits.WALK))


def answer(request: Request, *, peer: str = "") -> Response:
    """Answer one request; whatever stops it is answered as a problem, kept and counted."""
    try:
        made = _answered(request, peer)
    except ExchangeProblem as problem:
        made = answers.refused(problem)
        _keep_refusal(problem, request)
    except DatabaseError as error:
        # Nothing is answered whose outcome cannot be kept; the person will see it as unknown.
        made = answers.refused(
            ExchangeProblem("log.write_failed", type(error).__name__, retry_after=5)
        )
    try:
        signer = members.signer(ServiceId.of_path(request.path).member)
    except ExchangeProblem:
        return made
    return answers.signed(made, request, signer=signer, at=time.now())


def _answered(request: Request, peer: str) -> Response:
    snap = snapshot.current()
    for _ in range(_TRIES):
        try:
            return _try(request, peer, snap)
        except records.RegistryMovedError:
            snap = snapshot.reread()
        except ExchangeProblem:
            # What was refused by a registry that has changed since is judged by the new one.
            if snapshot.is_fresh(snap):
                raise
            snap = snapshot.reread()
    raise ExchangeProblem("conf.outdated", retry_after=1)


def _try(request: Request, peer: str, snap: Snapshot) -> Response:
    asked = checks.identify(request, snap.directory, peer=peer)
    try:
        passed = checks.entitle(
            request, asked, _known(request, asked, snap), on=time.city_date(request.at)
        )
        headers = _within_limits(passed, snap, request.at)
    except ExchangeProblem as problem:
        _replay_first(asked, request, problem, snap)
        raise
    subject = records.subject_digest(asked.subject)
    try:
        intent = records.intend(
            passed, side=records.IN, registry=snap.version, reason=request.headers.get("access-reason", ""),
            request_hash=answers.request_hash(request), deadline=DEADLINE, at=request.at,
            limits=limits.limits(passed, subject=subject, at=request.at),
        )  # fmt: skip
    except records.Repeat as repeat:
        return _again(repeat.call, headers)
    if passed.consent and not consents.use(passed.consent, at=request.at):
        raise _spent(intent)
    if deferred.is_wanted(request, passed):
        return deferred.accept(request, passed, intent)
    return _called(passed, intent, {**headers, **_versions(snap, passed)})


def _spent(intent: records.Intent) -> ExchangeProblem:
    """End a call whose consent for one time another one has just used."""
    problem = ExchangeProblem("basis.consent_expired")
    records.conclude(
        intent, result=records.FAILED, problem=problem.type, status=problem.http, at=time.now()
    )
    return problem


def _replay_first(asked: Asked, request: Request, problem: ExchangeProblem, snap: Snapshot) -> None:
    """Check 5 stands before what was refused: a request that came before is told so."""
    if not snapshot.is_fresh(snap):
        return  # judged anew by the newer registry, and not yet seen
    until = request.at + timedelta(minutes=7)
    if records.has_seen(str(asked.client), asked.signed.nonce, until=until):
        raise ExchangeProblem("replay.detected") from problem


# What is known beside the request


def _known(request: Request, asked: Asked, snap: Snapshot) -> Known:
    listed = snap.services.get(str(asked.service))
    grant = (
        tokens.presented(request.headers, str(asked.service.member))
        if snapshot.is_ours(str(asked.service.member))
        else None
    )
    agreement = snap.by_digest.get(grant.agreement) if grant else None
    purpose = agreement.terms.purpose(asked.purpose) if agreement else None
    subject = records.subject_digest(asked.subject)
    ticket = _ticket(request, snap)
    ours = ticket is not None and snapshot.is_ours(ticket.issuer)
    case = joined.case_book().open_case(ticket.case) if ours and ticket else None
    wants_consent = purpose is not None and purpose.basis == grants.CONSENT
    return Known(
        listed.card if listed else None,
        listed.state if listed else "",
        grant,
        agreement,
        ticket,
        case,
        ours,
        subject,
        consents.of(subject, request.headers.get("consent-ref", "")) if wants_consent else (),
        consents.order(request.headers.get("order-ref", "")),
        purpose is not None
        and purpose.preview != "never"
        and consents.previewed(subject, purpose.id, asked.case),
        _numbers(case, ticket),
    )


def _ticket(request: Request, snap: Snapshot) -> Ticket | None:
    text = request.headers.get("case-ticket")
    if not text:
        return None
    issuer = tickets.issuer(text)
    return tickets.read(text, keys=snap.case_keys.get(issuer, {}), at=request.at)


def _numbers(case: OpenCase | None, ticket: Ticket | None) -> Mapping[str, tuple[str, ...]]:
    """Return the numbers of those who play the ticket's role in the case."""
    playing = case.subjects.get(ticket.role, ()) if case and ticket else ()
    if not playing or ticket is None:
        return {}
    found = people.parties(playing)
    return {ticket.role: tuple(one.number for one in found.values() if one.number)}


def _check_rung(asked: Asked, snap: Snapshot, at: datetime) -> None:
    """Slow an official whom a watch rule hit, or stop them."""
    name = watching.key(str(asked.client), asked.purpose, asked.user)
    rung, until = snap.watched.get(name, (0, at))
    if until <= at:
        return
    if rung == watching.STOPPED:
        left = int((until - at).total_seconds())
        raise ExchangeProblem("limit.cap", "stopped by a watch rule", retry_after=left)
    slowed.take(name)


def _within_limits(passed: Passed, snap: Snapshot, at: datetime) -> dict[str, str]:
    """Check 10 as far as this process counts: rates, lists walked through, the age of the stamps."""
    if passed.card.is_personal:
        stamps.check(at)
    asked = passed.asked
    if snap.watched:
        _check_rung(asked, snap, at)
    name = f"{asked.client}|{asked.service}|{asked.purpose}"
    batch = 0.7 if passed.ticket and passed.ticket.root else 1.0
    headers = buckets.take(name, share=batch)
    recent = _recent[name]
    recent.append(asked.subject)
    if not (passed.ticket and passed.ticket.root) and limits.is_walking(list(recent)):
        raise ExchangeProblem("limit.subject_watch", "neighbouring numbers", retry_after=3600)
    return dict(headers)


# 12 to 15


def _called(passed: Passed, intent: records.Intent, headers: Mapping[str, str]) -> Response:
    """Call the service, drop what may not leave, record the outcome."""
    try:
        rows = rows_of(passed.asked.service.code, passed.asked.subject, passed.fields)
    except ExchangeProblem as problem:
        result = records.OK if problem.type == "subject.no_match" else records.FAILED
        records.conclude(
            intent, result=result, problem=problem.type, status=problem.http, at=time.now()
        )
        raise
    made = answers.plain(200, payload(passed, rows))
    records.conclude(
        intent,
        result=records.OK,
        status=200,
        response=signatures.digest(made.body),
        body=made.body,
        at=time.now(),
    )
    return Response(200, {**made.headers, **headers}, made.body)


def payload(passed: Passed, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the body of an answer: rows, and until when they may be kept."""
    return {
        "rows": rows,
        "fields": list(passed.fields),
        "retention_days": passed.purpose.retention_days,
    }


def _again(call: int, headers: Mapping[str, str]) -> Response:
    """Give the stored answer of the same question again."""
    result, status, problem, body = records.stored(call)
    if body is None:
        raise ExchangeProblem(problem or "provider.failed", result)
    return Response(
        status, {"content-type": answers.JSON, "idempotency-replayed": "true", **headers}, body
    )


def _versions(snap: Snapshot, passed: Passed) -> dict[str, str]:
    """Say that a major is on its way out (RFC 9745, RFC 8594)."""
    listed = snap.services[str(passed.asked.service)]
    if listed.sunset is None or listed.deprecated is None:
        return {}
    return {
        "deprecation": f"@{int(time.start_of(listed.deprecated).timestamp())}",
        "sunset": format_datetime(time.start_of(listed.sunset), usegmt=True),
    }


def _keep_refusal(problem: ExchangeProblem, request: Request) -> None:
    """Keep a refusal of somebody who is known; noise from strangers is only answered."""
    if problem.type in ("log.write_failed", "conf.outdated", "auth.key_unknown"):
        return
    client = request.headers.get("x-road-client", "")
    with suppress(DatabaseError):
        if client not in snapshot.current().directory.keys:
            return
        service = request.path.removeprefix("/r1/")
        records.refuse(problem, request.headers, service=service, at=request.at)
        if problem.type == "limit.subject_watch":
            watching.hit(
                client=client, service=service, purpose=request.headers.get("purpose-id", ""),
                official=request.headers.get("x-road-userid", ""), at=request.at,
            )  # fmt: skip
