"""Streams: what is appended is read back, once, in order, and nobody overwrites anybody."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tongban.kernel import ids
from tongban.kernel.actors import Actor, Assurance
from tongban.kernel.events import Event, Ref
from tongban.ledger import api
from tongban.ledger.tests.conftest import AT, event, head, write

pytestmark = pytest.mark.django_db


def test_an_event_comes_back_as_it_was_written(stream):
    actor = Actor("officer", 5, "陈立", "reviewer", "SC", 9, Assurance.SYSTEM)
    written = Event("cases.Filed", AT, actor, {"name": "吴䶮", "n": 1.5}, (Ref("case", "x", "of"),))
    api.append(write(stream, events=[written]))
    (found,) = api.events(stream)
    assert (found.type, found.at, found.actor, found.data) == (
        written.type,
        AT,
        actor,
        written.data,
    )
    assert found.objects == written.objects
    assert (found.seq, ids.shard_of(found.id)) == (1, 417)


def test_dates_money_and_sets_have_one_form(stream):
    api.append(
        write(stream, events=[event(on=date(2026, 4, 1), fee=Decimal("9.90"), of={"b", "a"})])
    )
    assert api.events(stream)[0].data == {"on": "2026-04-01", "fee": "9.90", "of": ["a", "b"]}


def test_versions_count_events(stream):
    assert api.append(write(stream, events=[event(), event()])) == [2]
    assert api.append(write(stream, 2)) == [3]
    assert [found.seq for found in api.events(stream)] == [1, 2, 3]


def test_the_head_is_the_newest(stream):
    api.append(write(stream, now=head(number="260410-0417-00231-6", due=date(2026, 4, 17))))
    api.append(write(stream, 1, now=head(status="accepted", attrs={"a": [1]})))
    found = api.head(stream)
    assert (found.status, found.attrs, found.version, found.kind) == (
        "accepted",
        {"a": [1]},
        2,
        "case",
    )
    assert found.created_at == AT


def test_no_head_leaves_the_head(stream):
    api.append(write(stream, now=head(label="开店")))
    api.append(api.Append(stream, "case", 1, [event()], None))
    assert (api.head(stream).label, api.head(stream).version) == ("开店", 2)


@pytest.mark.parametrize("expected", [0, 1, 3])
@pytest.mark.django_db(transaction=True)
def test_who_decided_on_another_version_is_told(stream, expected):
    api.append(write(stream, events=[event(), event()]))
    with pytest.raises(api.VersionConflict):
        api.append(write(stream, expected))
    assert len(api.events(stream)) == 2


@pytest.mark.django_db(transaction=True)
def test_several_streams_change_together_or_not_at_all(stream):
    other, third = ids.new(3), ids.new(5)
    api.append(write(other))
    with pytest.raises(api.VersionConflict):
        api.append(write(stream), write(third), write(other, 7))
    assert api.head(stream) is None
    assert api.head(third) is None


def test_an_append_without_an_event_is_a_mistake(stream):
    with pytest.raises(ValueError, match="needs an event"):
        api.append(api.Append(stream, "case", 0, [], head()))


def test_an_instant_without_a_time_zone_is_a_mistake(stream):
    naive = Event("t.T", datetime(2026, 1, 1), event().actor, {})  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        api.append(write(stream, events=[naive]))


def test_a_number_finds_its_stream(stream):
    api.append(write(stream, now=head(number="260410-0417-00231-6")))
    assert api.find_number("260410-0417-00231-6") == stream
    assert api.find_number("260410-0417-00232-6") is None


def test_one_read_gives_the_histories_of_many(stream):
    other = ids.new(9)
    api.append(write(stream), write(other, events=[event(), event()]))
    found = api.history([stream, other])
    assert [len(found[stream]), len(found[other])] == [1, 2]


def test_pages_of_heads_join_without_gap_or_overlap():
    person, *streams = [ids.new(1) for _ in range(6)]
    api.append(*(write(one, now=head(subject=person)) for one in streams))
    first = api.heads(kind="case", subject=person, limit=3)
    second = api.heads(kind="case", subject=person, limit=3, after=first.next)
    assert [one.stream for one in (*first.items, *second.items)] == streams[::-1]
    assert second.next is None


def test_heads_are_found_by_queue_and_status():
    a, b, c = (ids.new(1) for _ in range(3))
    api.append(
        write(a, now=head(queue="SC", status="filed")),
        write(b, now=head(queue="GA", status="filed")),
        write(c, now=head(queue="SC", status="done")),
    )
    assert [one.stream for one in api.heads(kind="case", queue="SC").items] == [c, a]
    assert [one.stream for one in api.heads(kind="case", status="filed").items] == [b, a]
    assert [one.stream for one in api.heads(kind="case", status=["done"]).items] == [c]


def test_a_year_like_9999_survives_nothing_but_its_own_shape(stream):
    at = datetime(2026, 4, 10, 2, 0, 0, 123456, tzinfo=UTC)
    api.append(write(stream, events=[Event("t.T", at, event().actor, {})]))
    assert api.events(stream)[0].at == at
