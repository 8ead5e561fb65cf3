"""What goes wrong in the pilot city is seen by those who watch over it."""

from tests import staff_fixtures
from tongban.catalogue import api as catalogue
from tongban.cli.simulation import mishaps
from tongban.kernel.actors import SYSTEM
from tongban.ledger import api as ledger
from tongban.oversight import api as oversight

published = staff_fixtures.published


def test_cases_that_went_wrong_are_late_sent_back_and_call_for_somebody(db, published, monkeypatch):
    monkeypatch.setattr(mishaps, "FATES", (mishaps.RETURNED, mishaps.LATE, mishaps.LIES))
    assert mishaps.fill(catalogue.book()) == 3
    while ledger.drain():
        pass
    found = {one.measure.id: one for one in oversight.figures(actor=SYSTEM)}
    assert (found["returned"].top, found["decided"].top, found["in_time"].top) == (1, 2, 1)
    (late,) = oversight.overdue()
    oversight.supervise()
    assert late.number in {one.raised.about for one in oversight.open_alarms()}
