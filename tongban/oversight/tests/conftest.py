"""Oversight watches the village of the cases room, under the rules of supervision of the city."""

import shutil

import pytest

from tests.cast import DEFINITIONS
from tongban.cases.tests.conftest import village

__all__ = ["published", "village"]


@pytest.fixture(scope="package")
def published(django_db_setup, django_db_blocker, tmp_path_factory):
    """The definitions of the village, and the city's rules of supervision."""
    from tests import staffing
    from tongban.cases.tests import village

    path = tmp_path_factory.mktemp("village")
    shutil.copy(DEFINITIONS / "shared" / "supervision.yaml", path)
    with django_db_blocker.unblock():
        village.publish(path)
        yield path
        staffing.forget()
