"""Odd procedures (少见的规程组合): whatever a definition says, time passes and nothing breaks."""

from datetime import timedelta
from itertools import cycle

import pytest

from tongban.cases import api as cases
from tongban.cases.tests import inn, test_migrating
from tongban.cases.tests import village as v
from tongban.cases.tests.replays import assert_replays
from tongban.ledger import api as ledger

LIMIT = "statutory: {days: 10, unit: calendar_day}"
ODD = [
    "inspectors: 3, automatic: false, joint: {lead: COIN, agencies: [BOOK, CARD]}, extension: 0",
    "deemed: {outcome: refused, law: 某法}, review_days: 3, delivery_days: 1",
    "deemed: {outcome: granted, law: 某法}, inspectors: 2, opinions: [{agency: BOOK, days: 2, unit: calendar_day}]",
    "joint: {agencies: [COIN, BOOK], days: 1, extension: 30}, cross_place: {mode: joint}",
    "corrections: {rounds: 9, examining: true, days: 1, unit: calendar_day, lapses: true, law: 某法}",
    "assignment: {mode: random, officers: 2}, renewal: {days_before: 1, unit: calendar_day, deemed: false}",
    "assignment: {mode: load}, opinions: [{agency: BOOK, days: 1, order: 2}, {agency: CARD, days: 1, order: 5}]",
]  # fmt: skip


LIMITS = (LIMIT, "promised: {days: 0, unit: calendar_day}", "{}")


@pytest.mark.parametrize(("said", "limit"), list(zip(ODD, cycle(LIMITS), strict=False)))
def test_time_passes_over_whatever_a_procedure_says(village, tmp_path, said, limit):
    limit = limit if limit == "{}" else f"{{{limit}}}"
    procedure = f"time_limit: {limit}\nprocedure: {{{said}}}\n"
    test_migrating.publish(tmp_path, (f"time_limit: {{{LIMIT}}}\n", procedure))
    at = v.AT + timedelta(days=1)
    number = v.hand_in(village, "COIN-GIFT", at=at).matters[0].number
    for days in (1, 2, 9, 20, 40, 90):
        inn.ring(inn.days(days))
        v.settle_all()
        seen = cases.case(number, actor=village.me, at=inn.days(days))
        assert_replays(seen.id)
        for lister in (cases.explain_clock, cases.timeline, cases.papers):
            lister(number, actor=village.me, at=inn.days(days))
    assert not ledger.parked()
