"""Delivery: every event to every listener, once in effect, failures apart and visible."""

from datetime import timedelta

import pytest
from django.db import connection

from tongban.kernel import ids
from tongban.ledger import api, listeners
from tongban.ledger import waiting as taking
from tongban.ledger.api import Task
from tongban.ledger.tests.conftest import AT, event, head, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_registry")]


@pytest.fixture(autouse=True, params=["one server", "a cluster"])
def servers(request, monkeypatch):
    """On a cluster rows are locked a shard at a time; the promises are the same."""
    monkeypatch.setattr(taking, "is_cluster", lambda: request.param == "a cluster")


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("select listener, tries from ledger_outbox order by event, listener")
        return cursor.fetchall()


def try_now():
    with connection.cursor() as cursor:
        cursor.execute("update ledger_outbox set retry_at = null")
        cursor.execute("update ledger_task set retry_at = null")


def test_listeners_hear_their_topic_in_the_order_it_happened(stream):
    heard = []
    api.listener("test.A", "ears")(lambda one: heard.append((one.event.data["n"], one.kind)))
    api.append(
        write(stream, events=[event("test.A", n=1), event("test.B", n=2), event("test.A", n=3)])
    )
    assert api.drain() == 2
    assert heard == [(1, "case"), (3, "case")]
    assert api.drain() == 0


def test_nobody_listens_and_nothing_waits(stream):
    api.append(write(stream))
    assert waiting() == []


def test_who_listens_to_everything_hears_everything(stream):
    heard = []
    api.listener("*", "log")(lambda one: heard.append(one.event.type))
    api.append(write(stream, events=[event("a.A"), event("b.B")]))
    api.drain()
    assert heard == ["a.A", "b.B"]


def test_one_listeners_failure_is_its_own(stream):
    heard = []

    @api.listener("test.A", "bad")
    def fail(one):
        connection.cursor().execute("insert into ledger_counter values ('x', 'y', 1, 1, 1)")
        raise RuntimeError("no")

    api.listener("test.A", "good")(heard.append)
    api.append(write(stream, events=[event("test.A")]))
    api.drain()
    assert (len(heard), waiting()) == (1, [("bad", 1)])
    assert api.counts("x") == {}


def test_a_failure_waits_longer_each_time_and_is_parked_after_five(stream):
    @api.listener("test.A", "bad")
    def fail(one):
        raise RuntimeError("told in the list")

    api.append(write(stream, events=[event("test.A")]))
    for _ in range(5):
        assert api.drain() == 1
        assert api.drain() == 0
        try_now()
    assert api.drain() == 0
    (found,) = api.parked()
    assert (found.name, found.stream, found.tries) == ("bad", stream, 5)
    assert found.error == "RuntimeError: told in the list"
    assert api.retry() == 1
    assert api.drain() == 1


def test_a_listener_writes_what_others_hear(stream):
    other = ids.new(1)
    api.listener("test.A", "echo")(lambda one: api.append(write(other, events=[event("test.B")])))
    api.listener("test.B", "ears")(lambda one: api.append(write(other, 1)))
    api.append(write(stream, events=[event("test.A")]))
    assert (api.drain(), api.drain(), api.drain()) == (1, 1, 0)
    assert len(api.events(other)) == 2


def test_who_meets_a_conflict_looks_again(stream):
    looks = []

    @api.listener("test.A", "late")
    def late(one):
        looks.append(1)
        api.append(write(stream, 1 if len(looks) == 1 else 2))

    api.append(write(stream, events=[event("test.A")]))
    api.append(write(stream, 1))
    api.drain()
    assert (len(looks), len(api.events(stream)), waiting()) == (2, 3, [])


def test_a_due_clock_rings_once_and_not_before(stream):
    rung = []
    api.clock("silence")(lambda task, head, at: rung.append((task.data, head.status, at)))
    task = Task(ids.new(1), "clock", "silence", AT + timedelta(days=5), {"a": 1})
    api.append(write(stream, open=[task]))
    assert api.due(AT + timedelta(days=4)) == 0
    assert api.due(AT + timedelta(days=6)) == 1
    assert api.due(AT + timedelta(days=6)) == 0
    assert rung == [({"a": 1}, "open", AT + timedelta(days=6))]


def test_clocks_ring_in_due_order_and_see_what_the_earlier_ones_did(stream):
    seen = []

    @api.clock("first")
    def first(task, now, at):
        seen.append("first")
        api.append(write(stream, 1, now=head(status="changed"), close=["third"]))

    api.clock("second")(lambda task, now, at: seen.append(now.status))
    api.clock("third")(lambda task, now, at: seen.append("never"))
    api.append(
        write(
            stream,
            open=[
                Task(0, "clock", "third", AT + timedelta(days=3)),
                Task(0, "clock", "second", AT + timedelta(days=2)),
                Task(0, "clock", "first", AT + timedelta(days=1)),
            ],
        )
    )
    api.due(AT + timedelta(days=9))
    assert seen == ["first", "changed"]
    assert api.tasks(queue="clock").items == ()


def test_a_clock_that_fails_is_parked_too(stream):
    api.clock("bad")(lambda task, now, at: 1 / 0)
    api.append(write(stream, open=[Task(0, "clock", "bad", AT)]))
    for _ in range(5):
        api.due(AT)
        try_now()
    assert [found.name for found in api.parked()] == ["clock bad"]


def test_two_functions_cannot_listen_under_one_name():
    api.listener("test.A", "ears")(print)
    with pytest.raises(listeners.NameTakenError):
        api.listener("test.B", "ears")(repr)


def test_the_oldest_waiting_event_tells_its_age(stream):
    assert api.waiting_since() is None
    api.listener("test.A", "ears")(print)
    api.append(write(stream, events=[event("test.A")]))
    assert api.waiting_since() is not None


def test_a_listener_of_many_hears_its_batch_at_once(stream):
    heard = []
    api.listener_of_many("test.A", "ears")(
        lambda several: heard.append([one.event.data["n"] for one in several])
    )
    api.append(write(stream, events=[event("test.A", n=n) for n in range(3)]))
    assert (api.drain(), heard) == (3, [[0, 1, 2]])


def test_a_batch_that_fails_on_one_event_stands_for_the_others(stream):
    heard = []

    @api.listener_of_many("test.A", "ears")
    def ears(several):
        if any(one.event.data["n"] == 1 for one in several):
            raise RuntimeError("not this one")
        heard.extend(one.event.data["n"] for one in several)

    api.append(write(stream, events=[event("test.A", n=n) for n in range(3)]))
    api.drain()
    assert (heard, waiting()) == ([0, 2], [("ears", 1)])


def test_streams_of_several_shards_are_all_heard():
    streams = [ids.new(shard) for shard in (3, 900, 3, 17)]
    heard = []
    api.listener("test.A", "counter")(lambda one: heard.append(one.stream))
    for one in streams:
        api.append(write(one, events=[event("test.A")]))
    while api.drain(3):
        pass
    assert sorted(heard) == sorted(streams)


def test_a_carrier_is_told_apart_from_the_others_and_what_fails_waits_on(stream):
    carried, away = [], [True]

    @api.carrier("test.A", "out")
    def carry(several):
        if away[0]:
            raise ConnectionError("no network")
        carried.extend(one.event.data["n"] for one in several)

    api.append(write(stream, events=[event("test.A", n=1), event("test.A", n=2)]))
    assert api.drain() == 0
    with pytest.raises(ConnectionError):
        api.carry("out")
    assert waiting() == [("out", 0), ("out", 0)]
    away[0] = False
    assert (api.carry("out"), carried) == (2, [1, 2])
    assert api.waiting_for("out") == 0


def test_a_carrier_hears_everything_once_more(stream):
    carried = []
    api.append(write(stream, events=[event("test.A"), event("test.B")]))
    api.carrier("*", "out-again")(lambda several: carried.extend(one.event.type for one in several))
    assert api.again("out-again") == 2
    api.carry("out-again")
    assert carried == ["test.A", "test.B"]
