"""After every command: folding the events meets the stored row and the open work again."""

from tongban.cases import api as cases
from tongban.ledger import api as ledger


def assert_replays(*streams):
    """Fold each case or application and compare it with what is stored."""
    for one in streams:
        assert cases.replays(getattr(one, "id", one)) == []


def assert_all_replay(application):
    """Compare an application and every case of it that has been filed."""
    assert_replays(application)
    for matter in application.matters:
        if ledger.head(matter.case) is not None:
            assert_replays(matter.case)
