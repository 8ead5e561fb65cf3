"""A register reports (登记变动报送): POST /events in, recorded and announced, once.

The intent with its leaf is on disk before anything is recorded of anybody; the statement, its
announcement and the outcome are one transaction. Whatever ended without an outcome may come
again under the same id, and then counts for the first time.
"""

import hashlib
import json
import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from tongban.catalogue import api as catalogue
from tongban.exchange.domain import limits, reports, signatures
from tongban.exchange.domain.checks import Asked, Passed, Request
from tongban.exchange.domain.grants import Agreement
from tongban.exchange.domain.members import MemberId, ServiceId
from tongban.exchange.domain.problems import ExchangeProblem
from tongban.exchange.domain.reports import Report
from tongban.exchange.gateway import answers, records
from tongban.exchange.gateway.answers import Response
from tongban.exchange.gateway.asked_systems import DEADLINE
from tongban.exchange.registry import members, snapshot, stamps
from tongban.exchange.registry.snapshot import Snapshot
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import Actor
from tongban.people import api as people

PATH = "/events"
_LIVE = ("active", "deprecated")
_TRIES = 3


def take(request: Request, client: MemberId) -> Response:
    """Take a report of a member that signed for it. Raises ExchangeProblem.

    A person nobody knows here is `subject.no_match`, and nothing is kept of them but the row.
    What is refused is kept and counted like a question that was refused.
    """
    said = reports.read(request.body)
    try:
        return _taken(request, client, said)
    except ExchangeProblem as problem:
        with suppress(DatabaseError):
            records.refuse(problem, request.headers, service=said.source, at=request.at)
        raise


def _taken(request: Request, client: MemberId, said: Report) -> Response:
    snap = snapshot.reread() if not snapshot.is_fresh(snapshot.current()) else snapshot.current()
    agreement = _agreement(said, client, snap)
    passed = _passed(request, said, agreement, snap)
    stamps.check(request.at)
    for _ in range(_TRIES):
        try:
            intent = _intend(request, passed, said, snap)
        except records.RegistryMovedError:
            snap = snapshot.reread()
            passed = _passed(request, said, _agreement(said, client, snap), snap)
        except records.Repeat as repeat:
            if _stands(repeat.call):
                return answers.plain(200, {"id": said.id}, idempotency_replayed="true")
            _let_go(passed, repeat.call)
        else:
            return _recorded(said, passed, intent)
    raise ExchangeProblem("conf.outdated", retry_after=1)


def _agreement(said: Report, client: MemberId, snap: Snapshot) -> Agreement:
    """Return the agreement of this very register with this city's platform."""
    found = snap.by_digest.get(said.agreement)
    parties = (str(members.ours(members.PLATFORM)), str(client), said.source)
    if found is None or parties != (found.terms.client, found.terms.provider, found.terms.service):
        raise ExchangeProblem("grant.missing")
    return found


def _passed(request: Request, said: Report, agreement: Agreement, snap: Snapshot) -> Passed:
    listed = snap.services.get(said.source)
    card = listed.card if listed and listed.state in _LIVE else None
    on = time.city_date(request.at)
    kinds = catalogue.book(on).kinds
    purpose = reports.check(said, card, agreement, kinds=kinds, at=request.at, on=on)
    assert card is not None  # noqa: S101 - `check` refuses what has no card
    headers = request.headers
    signed = signatures.read(headers["signature-input"], headers["signature"])
    # The nonce of the request has been counted; each try to record its intent has one of its own.
    asked = Asked(
        MemberId.read(agreement.terms.client), ServiceId.read(said.source), said.id, "",
        purpose.id, "", said.subject, tuple(sorted(said.values)), signed, _key(said),
    )  # fmt: skip
    return Passed(asked, card, agreement, purpose, asked.fields, None)


def _key(said: Report) -> str:
    """Return what makes a report one: its id at its source."""
    return hashlib.sha256(f"{said.source}\n{said.id}".encode()).hexdigest()


def _intend(request: Request, passed: Passed, said: Report, snap: Snapshot) -> records.Intent:
    signed = replace(passed.asked.signed, nonce=secrets.token_urlsafe(16))
    passed = replace(passed, asked=replace(passed.asked, signed=signed))
    told = json.dumps([said.subject, said.at.isoformat(), said.values], sort_keys=True)
    return records.intend(
        passed, side=records.IN, registry=snap.version, reason="", deadline=DEADLINE,
        request_hash=answers.request_hash(request), at=request.at,
        limits=limits.of_purpose(passed, at=request.at), once=reports.KEPT,
        digest=records.keyed(told),
    )  # fmt: skip


def _stands(call: int) -> bool:
    """Whether the first coming of a report had its effect; raises where it is still under way."""
    result, *_ = records.stored(call)
    return result == records.OK


def _let_go(passed: Passed, call: int) -> None:
    """Free the id of a report that ended without effect, so that it may come again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from exchange_once where client = %s and key = %s and call = %s",
            [str(passed.asked.client), passed.asked.once, call],
        )


def _recorded(said: Report, passed: Passed, intent: records.Intent) -> Response:
    """Record what was reported with its outcome, both or neither."""
    person = people.find(said.subject)
    at = time.now()
    if person is None:
        problem = ExchangeProblem("subject.no_match")
        records.conclude(
            intent, result=records.FAILED, problem=problem.type, status=problem.http, at=at
        )
        raise problem
    holder = passed.card.agency
    actor = Actor("system", 0, "", "register", agency=holder)
    with transaction.atomic():
        facts.report(
            person.id, said.values, holder=holder, law=passed.purpose.law, actor=actor, at=at
        )
        _conclude(intent, at)
    return answers.plain(200, {"id": said.id})


def _conclude(intent: records.Intent, at: datetime) -> None:
    """Write the outcome; one that was given up meanwhile takes everything back with it."""
    if not records.conclude(intent, result=records.OK, status=200, at=at):
        raise ExchangeProblem("provider.timeout", "given up", retry_after=1)
    with connection.cursor() as cursor:
        # Whoever is told that a report was taken does not send it again: it waits for the disk.
        cursor.execute("set local synchronous_commit to on")
