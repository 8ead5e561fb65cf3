"""One question through both gateways, and what stops it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.domain import signatures
from tongban.exchange.gateway import answers, deferred, inbound, records
from tongban.exchange.registry import consents
from tongban.exchange.tests.ground import CASE, CODE, CONSENT, FEW, REQUEST, SEALED
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Actor


def leaves():
    return [leaf.said for leaf in exchange.leaves(after=0, limit=1000)]


def test_a_question_is_answered_with_the_fields_of_its_purpose_and_nothing_else(ground):
    answered = ground.ask()
    assert answered.rows == ({"name": "林晓舟", "address": "鼓楼", "head": "郑一鸣"},)
    assert answered.agency == "GA-HJ"


def test_fewer_fields_may_be_asked_for(ground):
    assert ground.ask(kinds=["name"]).rows == ({"name": "林晓舟"},)


def test_the_person_sees_who_asked_why_and_what_came(ground):
    ground.ask()
    (row,) = exchange.find_usage(subject=ground.applicant.id)
    assert (row.purpose, row.result, row.case) == ("PU-DUTY", "ok", CASE)
    assert row.law == "户口登记条例 第四条"
    assert row.fields == ("name", "address", "head")


def test_intent_and_outcome_of_both_sides_enter_the_tree_without_a_person(ground):
    ground.ask()
    found = [(leaf["kind"], leaf["side"]) for leaf in leaves() if "side" in leaf]
    assert sorted(found) == [
        ("intent", "in"),
        ("intent", "out"),
        ("outcome", "in"),
        ("outcome", "out"),
    ]
    text = str(leaves())
    assert CAST.applicant.number not in text
    assert CASE not in text


def test_places_of_leaves_have_no_gap_and_never_change(ground):
    ground.ask()
    first = exchange.leaves(after=0, limit=1000)
    ground.ask()
    again = exchange.leaves(after=0, limit=1000)
    assert again[: len(first)] == first
    assert [leaf.id for leaf in again] == list(range(1, len(again) + 1))


def test_a_closed_case_opens_nothing(ground):
    ground.cases.open.clear()
    assert ground.refused() == "case.closed"
    assert ground.system.asked == []


def test_a_case_that_closes_after_the_ticket_was_signed_is_noticed_by_the_provider(ground):
    request = ground.request()
    ground.cases.open.clear()
    assert _type(inbound.answer(request)) == "case.closed"


def test_the_wrong_subject_is_refused_on_both_sides(ground):
    assert ground.refused(subject=CAST.stranger.number) == "case.subject_mismatch"
    request = ground.request()
    open_case = ground.cases.open[CASE]
    ground.cases.open[CASE] = replace(open_case, subjects={"applicant": ()})
    assert _type(inbound.answer(request)) == "case.subject_mismatch"


def test_an_official_who_does_not_have_the_case_is_refused(ground):
    stranger = Actor("officer", 78, "李明", "reviewer", "GA-HJ")
    assert ground.refused(actor=stranger) == "case.ticket_invalid"
    assert ground.ask(actor=ground.officer).rows


def test_no_case_no_answer_about_a_person(ground):
    assert ground.refused(case=None) == "case.ticket_missing"


def test_a_request_needs_the_case_the_person_began(ground):
    assert ground.ask(purpose=REQUEST).rows
    ground.cases.open[CASE] = replace(ground.cases.open[CASE], requested=False)
    assert ground.refused(purpose=REQUEST) == "basis.consent_missing"


def test_consent_is_checked_at_each_question(ground):
    assert ground.refused(purpose=CONSENT) == "basis.consent_missing"
    until = time.now() + timedelta(days=1)
    given = exchange.give_consent(
        subject=ground.applicant.id, purpose=CONSENT, fields=["name"], until=until,
        reference="C-1", actor=SYSTEM,
    )  # fmt: skip
    referring = {"consent-ref": str(given)}
    assert ground.ask(purpose=CONSENT, kinds=["name"], references=referring).rows
    assert ground.refused(purpose=CONSENT, references=referring) == "basis.consent_scope"
    exchange.revoke_consent(given, actor=SYSTEM)
    assert (
        ground.refused(purpose=CONSENT, kinds=["name"], references=referring)
        == "basis.consent_revoked"
    )


def test_a_sealed_access_needs_a_live_order_and_shows_itself_when_it_ends(ground):
    assert ground.refused(purpose=SEALED, case=None) == "basis.order_invalid"
    ends = time.now() + timedelta(days=2)
    order = exchange.make_order(
        kind="sealed", number="(2026)1", body="法院", purpose=SEALED, subject=ground.applicant.id,
        ends=ends, actor=SYSTEM,
    )  # fmt: skip
    assert ground.ask(purpose=SEALED, case=None, references={"order-ref": str(order)}).rows
    assert exchange.find_usage(subject=ground.applicant.id) == []
    (shown,) = exchange.find_usage(subject=ground.applicant.id, at=ends)
    assert shown.basis == "sealed"


def test_an_order_that_ends_at_midnight_in_the_city_shows_nothing_the_day_before(ground):
    ends = time.start_of(time.city_date(time.now()) + timedelta(days=2))
    order = exchange.make_order(
        kind="sealed", number="(2026)2", body="法院", purpose=SEALED, subject=ground.applicant.id,
        ends=ends, actor=SYSTEM,
    )  # fmt: skip
    ground.ask(purpose=SEALED, case=None, references={"order-ref": str(order)})
    before = ends - timedelta(seconds=1)
    assert exchange.find_usage(subject=ground.applicant.id, at=before) == []
    assert len(exchange.find_usage(subject=ground.applicant.id, at=ends)) == 1


def test_nobody_finds_out_from_the_tree_what_an_answer_was_by_trying(ground):
    ground.ask(kinds=["head"])
    guessed = {"rows": [{"head": "郑一鸣"}], "fields": ["head"], "retention_days": 180}
    digest = signatures.digest(answers.plain(200, guessed).body)
    kept = [leaf["response"] for leaf in leaves() if leaf["kind"] == "outcome"]
    assert all(kept)
    assert digest not in kept


def test_a_revoked_agreement_stops_the_next_question(ground):
    ground.ask()
    (agreement,) = exchange.agreements()
    exchange.revoke_agreement(agreement.id, actor=SYSTEM)
    assert ground.refused() == "grant.revoked"
    assert ground.refused() == "grant.missing"


def test_a_token_outlives_its_agreement_in_vain(ground):
    request = ground.request()
    (agreement,) = exchange.agreements()
    exchange.revoke_agreement(agreement.id, actor=SYSTEM)
    assert _type(inbound.answer(request)) == "grant.revoked"


def test_nobody_found_is_an_answer_and_leaves_its_row(ground):
    ground.system.rows.clear()
    assert ground.refused() == "subject.no_match"
    assert [row.result for row in exchange.find_usage(subject=ground.applicant.id)] == ["ok"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (TimeoutError(), "provider.timeout"),
        (ConnectionError(), "provider.unreachable"),
        (ValueError("x"), "provider.failed"),
    ],
)
def test_the_side_at_fault_is_named(ground, fault, told):
    ground.system.broken = fault
    with pytest.raises(exchange.ExchangeProblem) as caught:
        ground.ask(deadline=timedelta(seconds=0.05))
    assert (caught.value.type, caught.value.side) == (told, "provider")
    assert exchange.find_usage(subject=ground.applicant.id)[0].result == "failed"


def test_what_cannot_be_recorded_is_not_asked(ground, monkeypatch):
    request = ground.request()

    class Broken:
        def __enter__(self):
            raise DatabaseError

        def __exit__(self, *args):
            pass

    monkeypatch.setattr(
        records,
        "connection",
        type("C", (), {"atomic_blocks": (), "cursor": lambda self: Broken()})(),
    )
    monkeypatch.setattr(records, "refuse", lambda *args, **named: None)
    assert _type(inbound.answer(request)) == "log.write_failed"
    assert ground.system.asked == []


def test_a_cap_stops_is_visible_and_counted(ground):
    for _ in range(3):
        ground.ask(purpose=FEW)
    assert ground.refused(purpose=FEW) == "limit.cap"
    assert [one.type for one in exchange.refusals()] == ["limit.cap"]
    assert len(ground.system.asked) == 3


def test_without_a_stamp_for_four_hours_nothing_personal_is_answered(ground):
    from tongban.exchange.registry import stamps

    exchange.stamped(at=time.now() - timedelta(hours=3, minutes=59))
    assert ground.ask().rows
    with connection.cursor() as cursor:
        cursor.execute(
            "update exchange_state set at = at - interval '2 minutes' where name = 'stamp'"
        )
    stamps.forget()
    assert ground.refused() == "log.timestamp_overdue"


def test_a_call_without_an_outcome_becomes_unknown_and_stays_visible(ground, monkeypatch):
    monkeypatch.setattr(records, "conclude", lambda *args, **named: True)
    ground.ask()
    monkeypatch.undo()
    later = time.now() + timedelta(minutes=1)
    assert [row.result for row in exchange.find_usage(subject=ground.applicant.id, at=later)] == [
        "unknown"
    ]
    found = [leaf.said for leaf in exchange.leaves(after=0, limit=1000, at=later)]
    assert [leaf["result"] for leaf in found if leaf["kind"] == "outcome"] == ["unknown", "unknown"]


def test_a_deferred_answer_is_fetched_later_by_the_asker_alone(ground):
    from tongban.exchange.models import ParcelRow

    job = ground.ask(later=True)
    assert isinstance(exchange.collect(job.job), exchange.Deferred)
    assert deferred.work_off(at=time.now()) == 1
    kept = bytes(ParcelRow.objects.get(kind="job").body)
    assert "林晓舟".encode() not in kept
    assert exchange.collect(job.job).rows[0]["name"] == "林晓舟"
    assert job.service == CODE


def test_what_is_answered_later_asks_for_the_consent_again(ground):
    until = time.now() + timedelta(days=1)
    given = exchange.give_consent(
        subject=ground.applicant.id, purpose=CONSENT, fields=["name"], until=until,
        reference="C-2", actor=SYSTEM,
    )  # fmt: skip
    ground.system.asked.clear()
    job = ground.ask(
        purpose=CONSENT, kinds=["name"], references={"consent-ref": str(given)}, later=True
    )
    exchange.revoke_consent(given, actor=SYSTEM)
    assert deferred.work_off(at=time.now()) == 1
    assert ground.system.asked == []
    with pytest.raises(exchange.ExchangeProblem) as caught:
        exchange.collect(job.job)
    assert caught.value.type == "basis.consent_revoked"


def test_a_consent_for_one_time_opens_once(ground):
    until = time.now() + timedelta(days=1)
    given = exchange.give_consent(
        subject=ground.applicant.id, purpose=CONSENT, fields=["name"], until=until,
        reference="C-3", once=True, actor=SYSTEM,
    )  # fmt: skip
    (consent,) = consents.of(records.subject_digest(CAST.applicant.number), str(given))
    assert consents.use(consent, at=time.now())
    assert not consents.use(consent, at=time.now())  # two questions at the same moment: one has it
    asked = {"purpose": CONSENT, "kinds": ["name"], "references": {"consent-ref": str(given)}}
    assert ground.refused(**asked) == "basis.consent_expired"


def _type(response):
    import json

    return json.loads(response.body)["type"].removeprefix("urn:tongban:problem:")
