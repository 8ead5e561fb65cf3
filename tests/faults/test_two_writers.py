"""Two officers decide on the same version: one wins, the other is told, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from django.db import OperationalError, connection

from tongban.kernel import ids
from tongban.kernel.actors import Actor
from tongban.kernel.events import Event
from tongban.kernel.time import now
from tongban.ledger import api

WRITERS = 4


@pytest.mark.django_db(transaction=True)
def test_one_of_many_decisions_on_one_version_wins():
    stream = ids.new(3)
    head = api.Head("open", "SC", 7, None, "开店", None)
    together = Barrier(WRITERS)

    def decide(officer):
        event = Event("test.Decided", now(), Actor("officer", officer), {"by": officer})
        together.wait()
        try:
            api.append(api.Append(stream, "case", 1, [event], head))
        except api.VersionConflict:
            return None
        else:
            return officer
        finally:
            connection.close()

    api.append(
        api.Append(stream, "case", 0, [Event("test.Filed", now(), Actor("person", 1), {})], head)
    )
    with ThreadPoolExecutor(WRITERS) as officers:
        winners = [one for one in officers.map(decide, range(1, WRITERS + 1)) if one]
    assert len(winners) == 1
    assert [event.actor.id for event in api.events(stream)] == [1, *winners]


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_told_and_the_next_one_serves(test_server):
    def submit(stream):
        event = Event("test.Submitted", now(), Actor("person", 1), {})
        head = api.Head("open", None, 1, None, "开店", None)
        return api.append(api.Append(stream, "application", 0, [event], head))

    submit(ids.new(3))
    lost, kept = ids.new(3), ids.new(3)
    with psycopg.connect(test_server.conninfo()) as other:
        other.execute("select pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    with pytest.raises(OperationalError):
        submit(lost)
    connection.close()
    assert submit(kept) == [1]
    assert api.head(lost) is None


@pytest.mark.django_db(transaction=True)
def test_a_stream_is_opened_once():
    stream = ids.new(3)
    together = Barrier(WRITERS)

    def submit(_):
        together.wait()
        try:
            api.append(
                api.Append(
                    stream, "application", 0,
                    [Event("test.Submitted", now(), Actor("person", 1), {})],
                    api.Head("open", None, 1, None, "开店", None),
                )
            )  # fmt: skip
        except api.VersionConflict:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as browsers:
        assert sum(browsers.map(submit, range(WRITERS))) == 1
    assert len(api.events(stream)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_session_that_forgot_its_statements_writes_all_the_same():
    def submit():
        stream = ids.new(5)
        event = Event("test.Submitted", now(), Actor("person", 1), {})
        api.append(api.Append(stream, "case", 0, [event], None))
        return stream

    first = submit()
    with connection.cursor() as cursor:
        cursor.execute("deallocate all")
    assert [len(api.events(stream)) for stream in (first, submit())] == [1, 1]
