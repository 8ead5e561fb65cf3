"""Events, bulk deliveries and offline bundles between two members."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import CAST
from tongban.exchange import api as exchange
from tongban.exchange.domain.feeds import BundleGap, BundleUnusable
from tongban.exchange.gateway import feeds
from tongban.exchange.registry import snapshot
from tongban.exchange.tests.ground import DUTY
from tongban.kernel import time

NUMBERS = (CAST.applicant.number, CAST.spouse.number, CAST.stranger.number)


@pytest.fixture
def agreement(ground):
    snapshot.reread()
    return exchange.agreements()[0]


def announce(agreement, purpose=None, **fields):
    return feeds.announce(
        agreement=agreement, purpose=purpose or agreement.terms.purpose(DUTY), kind="hukou.moved",
        number=CAST.applicant.number, fields=fields or None, at=time.now(),
    )  # fmt: skip


def test_an_event_says_that_something_changed_and_not_about_whom(agreement):
    announce(agreement, address="鼓楼")
    ((place, event),) = feeds.events(agreement.terms.client, after=0, limit=10, at=time.now())
    assert (place, event["specversion"], "data" in event) == (1, "1.0", False)
    assert CAST.applicant.number not in str(event)
    assert exchange.find_usage(subject=CAST.applicant.number) == []


def test_a_purpose_that_lists_them_gets_the_fields_and_the_person_sees_it(agreement):
    fat = replace(agreement.terms.purpose(DUTY), fat_events=True)
    announce(agreement, fat, address="鼓楼")
    ((_, event),) = feeds.events(agreement.terms.client, after=0, limit=10, at=time.now())
    assert event["data"] == {"address": "鼓楼"}
    (row,) = exchange.find_usage(subject=CAST.applicant.number)
    assert (row.fields, row.result) == (("address",), "ok")


def test_events_come_in_order_from_the_cursor_the_client_holds(agreement):
    places = [announce(agreement) for _ in range(3)]
    came = feeds.events(agreement.terms.client, after=places[0], limit=10, at=time.now())
    assert [place for place, _ in came] == places[1:]
    assert len({event["partitionkey"] for _, event in came}) == 1


def deliver(agreement):
    rows = [(number, {"name": "某", "secret": "x"}) for number in NUMBERS]
    return feeds.deliver(
        rows,
        agreement=agreement,
        purpose=agreement.terms.purpose(DUTY),
        since="1",
        until="9",
        at=time.now(),
    )


def test_a_delivery_is_counted_on_both_sides_and_receipted(agreement):
    rows, receipt = feeds.receive(deliver(agreement), agreement=agreement, at=time.now())
    assert rows == [(number, {"name": "某"}) for number in NUMBERS]
    assert feeds.take_receipt(receipt, agreement=agreement)
    assert [row.result for row in exchange.find_usage(subject=NUMBERS[1])] == ["ok"]
    assert [
        leaf.said["rows"] for leaf in exchange.leaves(after=0, limit=99) if leaf.kind == "bulk"
    ] == [3]


def test_a_delivery_with_other_rows_than_its_manifest_is_refused(agreement):
    first, second = deliver(agreement), deliver(agreement)
    short = feeds._encrypt(b"[]", agreement)
    with pytest.raises(BundleUnusable):
        feeds.receive(replace(first, content=short), agreement=agreement, at=time.now())
    assert feeds.receive(second, agreement=agreement, at=time.now())


def export(agreement, word):
    return feeds.export(
        [{"said": word}], agreement=agreement, lives=timedelta(days=2), at=time.now()
    )


def take(agreement, bundle, at=None):
    return feeds.take(*bundle, agreement=agreement, at=at or time.now())


def test_bundles_come_in_without_gap_and_without_double(agreement):
    first, second, third = (export(agreement, word) for word in "abc")
    assert take(agreement, first) == [{"said": "a"}]
    with pytest.raises(BundleGap):
        take(agreement, third)
    assert take(agreement, second) == [{"said": "b"}]
    assert take(agreement, second) == []
    assert take(agreement, third) == [{"said": "c"}]


def test_a_bundle_is_read_by_the_other_party_whole_and_in_time(agreement):
    head, content = export(agreement, "a")
    assert "said" not in head + content
    other = export(agreement, "b")[1]
    with pytest.raises(BundleUnusable):
        take(agreement, (head, other))
    with pytest.raises(BundleUnusable):
        take(agreement, (head, content), at=time.now() + timedelta(days=3))
