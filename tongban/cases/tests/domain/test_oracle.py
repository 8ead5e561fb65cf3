"""Ten thousand random cases: the clocks and an oracle that walks day by day agree exactly."""

import ast
import inspect
import os
import random
from datetime import date, timedelta

from tongban.cases.domain import clocks, decisions, timing
from tongban.cases.domain.events import Limit
from tongban.cases.domain.halts import Extended
from tongban.cases.domain.states import fold
from tongban.cases.domain.terms import Terms
from tongban.cases.tests.domain import oracle
from tongban.cases.tests.domain.making import after, filed
from tongban.kernel.calendar import WorkingCalendar

CASES = int(os.environ.get("TONGBAN_ORACLE_CASES", "10000"))
GROUNDS = ("inspection", "test", "appraisal", "expert_review")


def some_calendar(draw):
    """A year with holidays and days worked to make up, drawn at random."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(700)]
    off = frozenset(draw.sample(days, draw.randint(0, 90)))
    worked = [one for one in days if one.isoweekday() > 5 and one not in off]
    return off, frozenset(draw.sample(worked, draw.randint(0, 20)))


def some_script(draw, calendars):
    """What could happen to a case, drawn at random."""
    off, worked = draw.choice(calendars)
    arrived = date(2026, 1, 1) + timedelta(days=draw.randint(0, 330))
    notice = arrived + timedelta(days=draw.randint(0, 9)) if draw.random() < 0.4 else None
    answered = notice and notice + timedelta(days=draw.randint(0, 30))
    accepted = (answered or arrived) + timedelta(days=draw.randint(0, 14))
    script = oracle.Script(
        off, worked, arrived, notice, answered, accepted,
        draw.randint(0, 45), draw.random() < 0.7, draw.random() < 0.3,
        extensions=draw.choice([[], [], [5], [10], [3, 4]]),
    )  # fmt: skip
    day = accepted
    for _ in range(draw.choice([0, 0, 1, 2])):
        day += timedelta(days=draw.randint(0, 8))
        script.waits.append((day, day := day + timedelta(days=draw.randint(0, 15))))
        day += timedelta(days=1)
    for _ in range(draw.choice([0, 0, 1, 2, 3])):
        begun = accepted + timedelta(days=draw.randint(0, 40))
        begun = next((end for start, end in script.waits if start <= begun < end), begun)
        ended = begun + timedelta(days=draw.randint(0, 25)) if draw.random() < 0.5 else None
        script.stops.append(oracle.Stop(begun, draw.randint(1, 20), draw.random() < 0.7, ended))
    return script


def played(script, calendar):
    """The same script through the commands of the procedure."""
    unit = "working_day" if script.working else "calendar_day"
    terms = Terms(rounds=99, examining=True, rolls=script.rolls and not script.working)
    state = fold(
        [filed(script.arrived, statutory=Limit(script.limit, unit), promised=Limit(), terms=terms)]
    )
    if script.notice:
        state = before_acceptance(state, script, calendar)
    if state.accepted is None:
        state = after(state, decisions.take_in(state, today=script.accepted, calendar=calendar))
    for _, _, act in sorted(acts(script), key=lambda one: one[:2]):
        state = after(state, act(state, calendar))
    for days in script.extensions:
        state = after(state, [Extended(script.accepted, days, "案情复杂")])
    return state


def before_acceptance(state, script, calendar):
    lapsed = decisions.lapse(state, today=script.notice, calendar=calendar)
    if lapsed:
        return after(state, [lapsed])
    state = after(state, ask(state, script.notice, calendar))
    return after(state, answer(state, script.answered))


def ask(state, on, calendar):
    return decisions.request_supplement(
        state, gaps={"applicant.name": "不清"}, listed={"applicant.name"}, held=(),
        today=on, calendar=calendar,
    )  # fmt: skip


def answer(state, on):
    return decisions.supplement(state, statements={"applicant.name": 9}, attachments={}, today=on)


def acts(script):
    """Everything that happens after acceptance, with its day and its place within the day."""
    for n, (start, end) in enumerate(script.waits):
        yield start, 10 * n + 1, lambda s, c, on=start: ask(s, on, c)
        yield end, 10 * n + 2, lambda s, _, on=end: answer(s, on)
    for n, one in enumerate(script.stops):
        unit = "working_day" if one.working else "calendar_day"
        yield (
            one.begun, 50 + n,
            lambda s, c, o=one, g=GROUNDS[n], u=unit: timing.stop(
                s, ground=g, days=o.days, unit=u, today=o.begun, calendar=c
            ),
        )  # fmt: skip
        if one.ended:
            yield (
                one.ended, 90 + n,
                lambda s, _, o=one, g=GROUNDS[n]: timing.resume(
                    s, no=next(x.no for x in s.course.stopped if x.ground == g), today=o.ended
                ),
            )  # fmt: skip


def test_ten_thousand_random_cases_agree_with_the_oracle():
    draw = random.Random(20261123)
    calendars = [some_calendar(draw) for _ in range(60)]
    ours = {one: WorkingCalendar(one[0], one[1], {2026, 2027}) for one in calendars}
    silences = 0
    for _ in range(CASES):
        script = some_script(draw, calendars)
        script.rolls = script.rolls and not script.working
        calendar = ours[script.off, script.worked]
        state = played(script, calendar)
        silences += state.accepted.by_silence
        assert state.accepted.on == oracle.acceptance(script), script
        assert clocks.due_dates(state, calendar)["statutory"] == oracle.due(script), script
    assert silences > CASES // 20


def test_the_oracle_knows_nothing_of_ours():
    tree = ast.parse(inspect.getsource(oracle))
    found = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}
    assert found == {"dataclasses", "datetime"}
