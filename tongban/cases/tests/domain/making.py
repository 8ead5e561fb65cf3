"""What the domain tests are made with: a filed case, a calendar with a holiday, dates in 2026."""

from datetime import date

from tongban.cases.domain.events import Filed, Limit
from tongban.cases.domain.states import evolve, fold
from tongban.kernel.calendar import WorkingCalendar

CALENDAR = WorkingCalendar(
    holidays={date(2026, 5, 1), date(2026, 4, 6)}, make_up={date(2026, 5, 9)}
)
MONDAY = date(2026, 3, 2)


def filed(on=MONDAY, **more):
    given = {
        "number": "n", "service": "S", "version": "1", "agency": "A", "applicant": 1,
        "application": 2, "book_on": on, "statements": {"applicant.name": 7},
        "statutory": Limit(20), "promised": Limit(5),
    }  # fmt: skip
    return Filed(on, **(given | more))


def case(on=MONDAY, *events, **more):
    return fold([filed(on, **more), *events])


def after(state, events):
    for event in events:
        state = evolve(state, event)
    return state
