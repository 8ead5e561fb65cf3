"""What goes out arrives once or lies before a person, whatever the providers do."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.carrier_systems.serving import FAULTS
from tongban.exchange.notices import carrying
from tongban.exchange.notices.domain.sending import Arrived, Lost
from tongban.exchange.notices.models import SendingRow
from tongban.kernel.actors import SYSTEM
from tongban.ledger import waiting
from tongban.people import api as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 10, 4, tzinfo=UTC)
NIGHT = datetime(2026, 4, 10, 15, 30, tzinfo=UTC)
MOBILE = "13900000000"
EXAMPLES = int(os.environ.get("TONGBAN_EXAMPLES", "12"))


def person():
    found = people.find(CAST.applicant.number) or people.register(
        number=CAST.applicant.number, name=CAST.applicant.name, actor=SYSTEM
    )
    people.set_reach(found.id, actor=SYSTEM, mobile=MOBILE)
    return found.id


def tell(at=NOON, **more):
    return exchange.notify(
        person=person(), template="demand-progress", values={"number": "D-1", "said": "已答复"},
        about=("demand", "D-1"), actor=SYSTEM, at=at, **more,
    )  # fmt: skip


def pass_time(hours=30, at=NOON, step=timedelta(minutes=10)):
    for n in range(int(timedelta(hours=hours) / step)):
        carrying.work_off(at + n * step)


def row(notice):
    return SendingRow.objects.get(notice=notice)


def test_on_a_cluster_what_is_due_is_claimed_a_shard_at_a_time_and_once(gateways, monkeypatch):
    monkeypatch.setattr(waiting, "is_cluster", lambda: True)
    tell()
    assert [carrying.work_off(NOON), carrying.work_off(NOON)] == [1, 0]
    assert len(gateways[0].book.sent) == 1


def test_the_worker_carries_it_and_a_receipt_settles_it(gateways):
    notice = tell()
    assert gateways[0].book.sent == []
    carrying.work_off(NOON)
    ((key, to, text),) = gateways[0].book.sent
    assert (to, "D-1" in text, "已答复" in text) == (MOBILE, True, False)
    assert row(notice).state == "taken"
    for _ in range(2):
        assert carrying.receive("one", key, Arrived(), at=NOON)
    carrying.receive("one", key, Lost("late and wrong"), at=NOON)
    assert (row(notice).state, row(notice).sealed) == ("delivered", None)


def test_a_receipt_of_another_provider_or_about_nothing_is_not_ours(gateways):
    notice = tell()
    carrying.work_off(NOON)
    assert not carrying.receive("two", str(row(notice).id), Arrived(), at=NOON)
    assert not carrying.receive("one", "no number", Arrived(), at=NOON)
    assert row(notice).state == "taken"


def test_at_night_it_waits_for_the_morning_unless_it_is_urgent_or_law(gateways):
    tell(at=NIGHT)
    exchange.notify(person=person(), template="looked-up", values={}, about=("look", ""),
                    actor=SYSTEM, at=NIGHT)  # fmt: skip
    carrying.work_off(NIGHT)
    assert len(gateways[0].book.sent) == 1
    pass_time(hours=9, at=NIGHT)
    assert len(gateways[0].book.sent) == 2


def test_a_gateway_that_is_down_is_followed_by_the_second(gateways):
    gateways[0].address = "http://elsewhere"  # refuses every signature: certainly not taken
    tell()
    pass_time()
    assert (len(gateways[0].book.sent), len(gateways[1].book.sent)) == (0, 1)


def test_a_number_nobody_has_becomes_a_dead_letter_and_the_next_way_is_tried(gateways):
    gateways[0].book.unknown = frozenset({MOBILE})
    notice = tell()
    pass_time(hours=1)
    assert (row(notice).state, row(notice).why) == ("dead", "no-such-number")


def test_a_worker_that_dies_in_a_try_leaves_it_in_doubt_and_it_is_sent_once(gateways, monkeypatch):
    tell()
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "_try", lambda *_: None)
        carrying.work_off(NOON)
    assert SendingRow.objects.get().in_doubt
    pass_time(hours=1)
    assert len(gateways[0].book.sent) == 1


def test_a_provider_is_asked_no_quicker_than_its_pace(gateways, settings):
    path = settings.HOME / "providers.yaml"
    path.write_text(path.read_text().replace("per_second: 1000", "per_second: 2"))
    for _ in range(7):
        tell()
    carrying.work_off(NOON)
    assert len(gateways[0].book.sent) == 4
    carrying.work_off(NOON + timedelta(seconds=2))
    assert len(gateways[0].book.sent) == 7


def test_somebody_who_was_told_enough_today_is_told_the_rest_in_the_inbox(gateways):
    for _ in range(22):
        tell()
    assert SendingRow.objects.count() == 20


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    first=st.lists(st.sampled_from(["", *FAULTS]), max_size=40),
    second=st.lists(st.sampled_from(["", *FAULTS]), max_size=20),
    receipts=st.lists(st.sampled_from([Arrived(), Lost("off")]), max_size=3),
)
def test_whatever_fails_nothing_arrives_twice_and_nothing_is_forgotten(
    gateways, first, second, receipts
):
    SendingRow.objects.all().delete()
    for server, faults in zip(gateways, (first, second), strict=True):
        server.book.sent.clear()
        server.faults.clear()
        server.faults.extend(faults)
    notices = [tell() for _ in range(3)]
    pass_time(hours=48)
    for provider, server in zip(("one", "two"), gateways, strict=True):
        for key, _, _ in server.book.sent:
            for receipt in receipts:
                carrying.receive(provider, key, receipt, at=NOON + timedelta(days=3))
    pass_time(hours=2, at=NOON + timedelta(days=7))
    sent = Counter(key for server in gateways for key, _, _ in server.book.sent)
    assert max(sent.values(), default=0) <= 1
    for notice in notices:
        kept = row(notice)
        went = bool(sent[str(kept.id)])
        assert kept.state in ("delivered", "dead")
        assert kept.state != "delivered" or went
        assert kept.state != "dead" or not went or kept.in_doubt or kept.why == "off"
