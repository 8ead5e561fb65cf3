"""What a register reports through the gateway: taken once, recorded as its statement, heard."""

from datetime import timedelta

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.gateway import records, reports
from tongban.exchange.models import RefusalRow
from tongban.exchange.tests.ground import DUTY
from tongban.exchange.tests.test_fetching import send, signed, told
from tongban.facts import api as facts
from tongban.kernel import time
from tongban.kernel.actors import SYSTEM, Purpose
from tongban.ledger import api as ledger

WHY = Purpose("plan", "test", "户口登记条例 第四条", "核对")


def event(register, **changes):
    return {
        "specversion": "1.0", "id": "move-1", "source": register.terms.service,
        "type": "register.changed", "time": time.now().isoformat(), "agreement": register.digest,
        "purpose": DUTY, "data": {"subject": CAST.applicant.number, "values": {"address": "台江"}},
    } | changes  # fmt: skip


def post(said, code="GA-HJ"):
    return send(**signed("POST", "/events", said, code=code))


def known(ground):
    return facts.known(ground.applicant.id, ["address"], purpose=WHY, actor=SYSTEM).get("address")


def test_a_report_becomes_the_register_s_statement_and_is_announced(ground, register):
    assert post(event(register)) == (200, {"id": "move-1"})
    found = known(ground)
    assert (found.value, found.source.holder) == ("台江", "GA-HJ")
    [head] = ledger.heads(kind="register_report").items
    assert (head.subject, head.attrs["kinds"]) == (ground.applicant.id, ["address"])


def test_the_person_sees_who_reported_and_under_which_purpose(ground, register):
    post(event(register))
    [row] = exchange.find_usage(subject=CAST.applicant.number)
    assert (row.purpose, row.fields, row.result) == (DUTY, ("address",), "ok")


def test_the_same_report_counts_once_and_another_under_its_id_is_a_conflict(ground, register):
    said = event(register)
    assert post(said) == post(said) == (200, {"id": "move-1"})
    assert len(ledger.heads(kind="register_report").items) == 1
    other = said | {"data": {**said["data"], "values": {"address": "仓山"}}}
    assert told(post(other)) == "idempotency.conflict"
    assert known(ground).value == "台江"


def test_nothing_is_recorded_before_its_intent_and_a_failed_one_may_come_again(
    ground, register, monkeypatch
):
    seen, report = [], facts.report

    def breaking(*args, **given):
        seen.append(exchange.find_usage(subject=CAST.applicant.number)[0].result)
        if len(seen) == 1:
            raise exchange.ExchangeProblem("provider.failed")
        return report(*args, **given)

    monkeypatch.setattr(reports.facts, "report", breaking)
    said = event(register)
    assert told(post(said)) == "provider.failed"
    assert told(post(said)) == "provider.timeout"
    records.sweep(at=time.now() + timedelta(minutes=1))
    assert post(said)[0] == 200
    assert seen == ["running", "running"]
    assert known(ground).value == "台江"


WRONG = (
    ({"agreement": "none"}, "grant.missing"),
    ({"source": "X/GOV/Y/main/Z.v1"}, "grant.missing"),
    ({"purpose": "PU-NONE"}, "purpose.unknown"),
    ({"purpose": "PU-ASKED"}, "request.not_allowed"),
    ({"type": "else"}, "request.malformed"),
    ({"id": CAST.applicant.number}, "request.malformed"),
    ({"time": "2026-01-01T00:00:00+08:00"}, "request.malformed"),
    ({"data": {"subject": "350102199506189999", "values": {"name": "x"}}}, "subject.no_match"),
    (
        {"data": {"subject": CAST.applicant.number, "values": {"secret": "x"}}},
        "request.not_allowed",
    ),
    ({"data": {"subject": CAST.applicant.number, "values": {"address": 7}}}, "request.malformed"),
)


def test_what_is_no_report_of_this_register_is_refused(ground, register):
    for changes, problem in WRONG:
        assert told(post(event(register, **changes))) == problem
    assert known(ground) is None


def test_nobody_reports_for_another_register_and_the_refusal_is_kept(ground, register):
    assert told(post(event(register), code="PLATFORM")) == "grant.missing"
    assert RefusalRow.objects.get().type == "grant.missing"


def test_a_service_that_only_answers_does_not_report(ground, register):
    plain = exchange.agreements()[-1]
    assert plain.terms.service == ground.service
    said = event(register, source=ground.service, agreement=plain.digest)
    assert told(post(said)) == "request.not_allowed"
