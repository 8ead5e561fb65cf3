"""After every command: folding the events meets the stored row and the open work again."""

from tongban.agencies import api as agencies
from tongban.cases import api as cases
from tongban.cases import store
from tongban.ledger import api as ledger


def assert_replays(*streams):
    """Fold each case or application and compare it with what is stored."""
    for one in streams:
        stream = getattr(one, "id", one)
        assert cases.replays(stream) == []
        state = store.load(stream)
        if state is not None:
            wanted = store.work_of(stream, state, agencies.calendar())
            assert _open(stream) == sorted((one.queue, one.kind, one.due_at) for one in wanted)


def _open(stream):
    """The open work of a stream as the ledger has it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select queue, kind, nullif(due_at, 'infinity') from ledger_task where stream = %s",
            [stream],
        )
        return sorted(cursor.fetchall())


def assert_all_replay(application):
    """Compare an application and every case of it that has been filed."""
    assert_replays(application)
    for matter in application.matters:
        if ledger.head(matter.case) is not None:
            assert_replays(matter.case)
