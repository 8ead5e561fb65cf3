"""The village, with a home of the test's own for its archive."""

import pytest

from tongban.cases.tests.conftest import published, village

__all__ = ["published", "village"]


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home whose archive begins empty."""
    settings.HOME = tmp_path
    return tmp_path
