"""Oversight (监督) timed: measures from prepared tables, the flow map, and replay before publishing.

The rows of the cases are generated in the database, as the listener writes them: by default a
tenth of the promised million, all of it with --full. Each is held against its promise; the figure
is also counted a second, slower way over the very same rows.
"""

import time

GOAL_MEASURES, GOAL_REPLAY = 5.0, 60.0
CASES, PART = 1_000_000, 100_000
REPLAYED = 100_000

_CASES = """
insert into oversight_case
select (i::bigint << 22) | ((i %% 1024)::bigint << 12), (i %% 1024)::smallint, 4,
       'B' || i, 'S-' || i %% 150, '2026-01-01', 'A-' || i %% 27, 'web', 'granted', i %% 300,
       date '2026-01-01' + (i %% 330)::int, date '2026-01-03' + (i %% 330)::int, null,
       1, 1, 0, 1, 0, 0, 0, 0, (i %% 9 = 0)::int, 0, 0, 0, 1, 1, (i %% 20 <> 0)::int,
       (i %% 9 = 0)::int, (i %% 18 = 0)::int, (i %% 9 = 0)::int, (i %% 4 = 0)::int, 3,
       (i %% 50 = 0)::int, (i %% 7 = 0)::int, 0, (i %% 9000)::int, (i %% 90000)::int, 0, 0, 0,
       case when i %% 9 = 0 then array['applicant.bank'] else '{}'::text[] end,
       'Filed>Accepted>Decided.granted>Closed'
from generate_series(1, %s) i
"""
_STAYS = """
insert into oversight_stay
select (i::bigint << 22) | ((i %% 1024)::bigint << 12), s.seq, 0, 'S-' || i %% 150, s.before,
       s.after, '', 'A-' || i %% 27, 'A-' || i %% 27, s.hold, (i %% 90000)::int,
       date '2026-01-03' + (i %% 330)::int
from generate_series(1, %s) i,
     (values (2, 'Filed', 'Accepted', 'waiting'), (3, 'Accepted', 'Decided.granted', 'working'),
             (4, 'Decided.granted', 'Closed', '')) as s(seq, before, after, hold)
"""


def run(*, full=False):
    """Generate, measure, compare, and return the rows."""
    from bench import cases

    number = CASES if full else PART
    cases.ground()
    _fill(number)
    return [*_measures(number), *_replay(full=full)]


def _fill(number):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("truncate oversight_case, oversight_stay")
        cursor.execute(_CASES, [number])
        cursor.execute(_STAYS, [number])
        cursor.execute("vacuum analyze oversight_case")
        cursor.execute("vacuum analyze oversight_stay")


def _measures(number):
    from django.db import connection

    from tongban.cli.commands.bench import row
    from tongban.kernel.actors import SYSTEM
    from tongban.oversight import api as oversight

    figures, seconds = _timed(lambda: oversight.figures(actor=SYSTEM))
    with connection.cursor() as cursor:
        cursor.execute("select in_time, timed from oversight_case")
        slow = [sum(column) for column in zip(*cursor.fetchall(), strict=True)]
    in_time = next(one for one in figures if one.measure.id == "in_time")
    if [in_time.top, in_time.bottom] != slow:
        raise AssertionError(f"{in_time.top} of {in_time.bottom}, counted slowly {slow}")
    _, by_agency = _timed(lambda: oversight.by("in_time", of="agency", actor=SYSTEM))
    _, flow = _timed(lambda: oversight.flow(actor=SYSTEM))
    _, times = _timed(lambda: oversight.times(actor=SYSTEM))
    goal = GOAL_MEASURES
    named = f"over {number:,} cases"
    return [
        row(f"every measure {named}", seconds, goal, goal=1, unit="s", at_most=True),
        row(f"one measure by agency {named}", by_agency, goal, goal=1, unit="s", at_most=True),
        row(f"waiting and working by agency {named}", times, goal, goal=1, unit="s", at_most=True),
        row(f"the flow map {named}", flow, goal, goal=None, unit="s", at_most=True),
    ]


def _replay(*, full):
    """Play finished cases again through the face of oversight, as a proposal of another limit."""
    from dataclasses import replace

    from bench import cases as ground
    from bench.cases import bulk
    from tongban.catalogue import api as catalogue
    from tongban.catalogue.domain.definitions import Definition
    from tongban.catalogue.domain.model import Days
    from tongban.cli.commands.bench import row
    from tongban.kernel.actors import SYSTEM
    from tongban.oversight import api as oversight

    number = REPLAYED if full else REPLAYED // 20
    ground.clean()
    bulk.finish(number)
    _note("BENCH-SHOP")
    known = catalogue.service("BENCH-SHOP")
    proposed = replace(catalogue.book(), services={known.id: replace(known, promised=Days(3))})
    changed = (Definition("service", known.id, known.version, {}),)
    found, seconds = _timed(
        lambda: oversight.replay(catalogue.Proposed(proposed, changed), actor=SYSTEM)
    )
    if found.whole.counts["deadline"] != number:
        raise AssertionError(f"{found.whole.cases} played, {found.whole.counts}")
    goal = GOAL_REPLAY * number / REPLAYED
    return [row(f"replay of {number:,} cases", seconds, goal, goal=1, unit="s", at_most=True)]


def _note(service):
    """Say that there are cases of a service, as its row would."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_CASES, [1])
        cursor.execute("update oversight_case set service = %s", [service])


def _timed(function):
    best, made = None, None
    for _ in range(3):
        began = time.perf_counter()
        made = function()
        spent = time.perf_counter() - began
        best = spent if best is None else min(best, spent)
    return made, best
