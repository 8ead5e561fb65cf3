"""Reads at a size: an inbox beside a million cases, "my cases", and the sweep of due clocks.

The bulk is written by statements over series, in the shapes the rooms write; what is asked is
asked through the faces.
"""

import statistics
import time

from bench.cases.steps import Engine

SMALL = 20_000
OPEN_EVERY = 20  # one case in so many is open
CALLS = 60

STREAMS = """
insert into ledger_stream
select ((id >> 12) & 1023)::smallint, id, 'case', 6,
       case when n %% {every} = 0 then 'accepted' else 'granted' end,
       (array['SC','XF','HB'])[1 + n %% 3], id - 1, 'B' || n, '食品经营许可',
       case when n %% {every} = 0 then current_date + (n %% 40)::int - 5 end,
       jsonb_build_object('service', 'BENCH-SHOP', 'version', '2026-01-01', 'application', id - 2),
       now() - interval '30 days', now() - interval '1 day'
from (select n, ((%(base)s + n) << 22) | ((n * 7919 %% 1024) << 12) as id
      from generate_series(%(first)s::bigint, %(last)s::bigint) n) s
"""
TASKS = """
insert into ledger_task (shard, stream, id, queue, kind, due_at, data)
select shard, id, id + 1, queue, 'decide', due + interval '1 day', '{{}}'
from ledger_stream where status = 'accepted' and id > %(low)s
"""
COUNTERS = """
insert into ledger_counter
select queue, kind, min(id), count(*)::int, 0 from ledger_task group by 1, 2
"""
PARTIES = """
insert into people_party (id, kind, name, registered_at, registered_by)
select subject, 'person', '吴䶮', now(), '{{}}' from ledger_stream
where status = 'accepted' and id > %(low)s
"""
CLOCKS = """
insert into ledger_task (shard, stream, id, queue, kind, due_at, data)
select shard, id, id - 3, 'clock', 'cases.overdue', now() + interval '1 day' + n * interval '1 second',
       '{{}}'
from (select shard, id, row_number() over (order by id) as n from ledger_stream) s
"""
DUE = """
update ledger_task set due_at = now() - interval '1 hour'
where queue = 'clock' and id in (select id from ledger_task where queue = 'clock' order by id limit 200)
"""


def run(*, full=False):
    """Measure, and return the rows."""
    from bench.cases import clean, ground
    from tongban.cli.commands.bench import row

    ground()
    clean()
    large = 1_000_000 if full else 200_000
    applicant = residents(5)
    grow(1, SMALL)
    small = inbox()
    grow(SMALL + 1, large)
    big, mine = inbox(), my_cases(applicant)
    swept = sweep()
    clean()
    size = f"{large:,} cases"
    return [
        row(f"inbox of 50 beside {size}, p50", big, 20, goal=1, at_most=True, unit="ms"),
        row(f"inbox of 50 beside {size} against {SMALL:,}", big, small, goal=2, at_most=True,
            unit="ms"),
        row(f"my cases, uncached, beside {size}, p50", mine, 20, goal=1, at_most=True, unit="ms"),
        row(f"sweep of {large:,} clocks finds the due 200, p50", swept, 50, goal=1, at_most=True,
            unit="ms"),
    ]  # fmt: skip


def grow(first, last):
    """Write cases from one number to another, with the open ones' work, counters and people."""
    from django.db import connection

    from tongban.kernel import ids

    base = (ids.new(0) >> 22) - 10_000_000
    low = (base + first - 1) << 22
    with connection.cursor() as cursor:
        cursor.execute(
            STREAMS.format(every=OPEN_EVERY), {"base": base, "first": first, "last": last}
        )
        cursor.execute(TASKS.format(), {"low": low})
        cursor.execute(PARTIES.format(), {"low": low})
        cursor.execute("truncate ledger_counter")
        cursor.execute(COUNTERS)
        cursor.execute("vacuum analyze ledger_stream, ledger_task, ledger_counter, people_party")


def inbox():
    """Read the first page of an agency's inbox; the middle of many calls, in milliseconds."""
    from tongban.cases import api as cases
    from tongban.kernel.actors import SYSTEM

    def read():
        page = cases.inbox("SC", actor=SYSTEM)
        if len(page.rows) != 50 or not page.counts["decide"]:
            raise AssertionError(len(page.rows))

    return _median(read)


def residents(applications):
    """Make a resident with applications of one case each, by the rooms' own hand; returns them."""
    from tongban.cases import store
    from tongban.cases.domain.applications import MatterFiled, Submitted
    from tongban.kernel import ids
    from tongban.kernel.actors import SYSTEM
    from tongban.ledger import api as ledger
    from tongban.people import api as people

    engine = Engine()
    party = people.register(name="吴䶮", actor=SYSTEM).id
    for _ in range(applications):
        shard = ids.shard_of(party)
        case, number = engine.filing(party)
        matter = MatterFiled("BENCH-SHOP", case.stream, number.filed.number, 1, (), "BENCH-SHOP",
                             "2026-01-01")  # fmt: skip
        submitted = Submitted(
            engine.today, party, ("BENCH-SHOP",), (matter,), book_on=engine.today, title="开店"
        )
        appended, _ = store.change_application(
            ids.new(shard), None, [submitted], actor=SYSTEM, at=engine.at
        )
        ledger.append(appended, case)
    return party


def my_cases(party):
    """Read everything a resident has handed in, nothing cached."""
    from tongban.cases import api as cases
    from tongban.kernel.actors import Actor

    me = Actor("person", party)

    def read():
        if len(cases.applications(party, actor=me)) != 5:
            raise AssertionError(party)

    return _median(read)


def sweep():
    """Find what is due among as many clocks as there are cases; taken and given back."""
    from django.db import connection, transaction

    from tongban.kernel.time import now
    from tongban.ledger import waiting

    with connection.cursor() as cursor:
        cursor.execute(CLOCKS.format())
        cursor.execute(DUE)
        cursor.execute("vacuum analyze ledger_task")

    def find():
        with transaction.atomic():
            found = waiting.take_due(now(), 200, ["cases.overdue"])
            transaction.set_rollback(True)
        if len(found) != 200:
            raise AssertionError(len(found))

    return _median(find)


def _median(call):
    """Call many times; the middle duration in milliseconds."""
    call()
    took = []
    for _ in range(CALLS):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)
