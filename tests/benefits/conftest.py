"""A small synthetic city, its registry, and two officers of each agency."""

from datetime import date
from pathlib import Path

import pytest

PILOT = Path(__file__).parents[2] / "definitions"
PEOPLE = 1500


@pytest.fixture
def rows():
    """A small synthetic city."""
    from tongban.cli.simulation import registry

    return list(registry.people(PEOPLE, seed=3, on=date(2026, 11, 23)))


@pytest.fixture
def file(rows, tmp_path, settings):
    """Its registry, where the city keeps it."""
    from tongban.cli.simulation import registry
    from tongban.oversight.benefits import nightly

    settings.HOME = tmp_path
    registry.write(nightly.residents(), rows)
    return nightly.residents()


@pytest.fixture
def officers(db):
    """Two officers of each agency; the definitions of the pilot are published."""
    from tests.benefits import night

    return night.officers(PILOT)
