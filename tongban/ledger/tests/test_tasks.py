"""Open tasks: pages in due order, counts from running sums, closing by id or by kind."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies

from tongban.kernel import ids
from tongban.ledger import api, store
from tongban.ledger.api import Task
from tongban.ledger.tests.conftest import AT, head, write

pytestmark = pytest.mark.django_db


def task(queue="SC", kind="intake", *, days=None, **data):
    due = None if days is None else AT + timedelta(days=days)
    return Task(ids.new(417), queue, kind, due, data)


def test_an_open_task_comes_with_its_head(stream):
    api.append(write(stream, now=head(label="开店"), open=[task(days=5, a=1)]))
    ((found, of),) = api.tasks(queue="SC").items
    assert (found.kind, found.data, found.due_at) == ("intake", {"a": 1}, AT + timedelta(days=5))
    assert (of.stream, of.label) == (stream, "开店")


def test_pages_are_in_due_order_and_undated_tasks_come_last():
    for days in (9, None, 1, 5, None, 3):
        api.append(
            write(
                ids.new(1),
                open=[Task(ids.new(1), "SC", "intake", task(days=days).due_at, {"days": days})],
            )
        )
    seen, after = [], None
    while True:
        page = api.tasks(queue="SC", after=after, limit=2)
        seen += [found.data["days"] for found, _ in page.items]
        if (after := page.next) is None:
            break
    assert seen == [1, 3, 5, 9, None, None]


def test_closing_by_id_and_by_kind_leaves_the_rest(stream):
    gone, kept = task(kind="intake"), task(kind="review")
    api.append(write(stream, open=[gone, kept, task("clock", "silence", days=5)]))
    api.append(write(stream, 1, close=[gone.id, "silence"]))
    assert [found.id for found, _ in api.tasks(queue="SC").items] == [kept.id]
    assert api.tasks(queue="clock").items == ()


def test_closing_what_is_not_open_does_nothing(stream):
    api.append(write(stream, open=[task()]))
    api.append(write(stream, 1, close=[99, "nothing"]))
    assert api.counts("SC") == {"intake": 1}


def test_another_streams_tasks_are_safe(stream):
    other = ids.new(417)
    api.append(write(stream, open=[task()]), write(other, open=[task()]))
    api.append(write(stream, 1, close=["intake"]))
    assert [of.stream for _, of in api.tasks(queue="SC").items] == [other]


@given(closed=strategies.lists(strategies.booleans(), min_size=1, max_size=12))
def test_counts_are_what_a_count_would_say(closed):
    queue = f"Q{ids.new(1)}"
    for is_closed in closed:
        stream = ids.new(1)
        api.append(write(stream, open=[task(queue)]))
        if is_closed:
            api.append(write(stream, 1, close=["intake"]))
    expected = closed.count(False)
    assert api.counts(queue).get("intake", 0) == expected == len(api.tasks(queue=queue).items)


def test_folding_the_counters_changes_no_count():
    for _ in range(120):
        api.append(write(ids.new(1), open=[task()]))
    assert store.fold() == 120
    assert api.counts("SC") == {"intake": 120}
    assert store.fold() == 0


@pytest.mark.parametrize(
    "after",
    ["rubbish", "nonsense.x!", "1.", ".1", "9" * 40 + ".1", "1." + "z" * 40, "z.-1", "\x00.1"],
)
def test_a_page_goes_on_only_from_where_a_page_before_ended(after):
    with pytest.raises(api.BadPage):
        api.tasks(queue="SC", after=after)
