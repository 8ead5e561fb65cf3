"""The village is published once for this package; everything else lives in the test's transaction."""

import pytest
from django.db import connections


@pytest.fixture(scope="package")
def published(django_db_setup, django_db_blocker, tmp_path_factory):
    """The definitions of the village."""
    from tests import staffing
    from tongban.cases.tests import village

    path = tmp_path_factory.mktemp("village")
    with django_db_blocker.unblock():
        village.publish(path)
        yield path
        staffing.forget()


@pytest.fixture
def village(db, published):
    """Everybody in the village, in the test's own transaction."""
    from tongban.cases.tests import village

    return village.settle()


@pytest.fixture
def open_village(transactional_db, published, tmp_path):
    """The same village committed, for tests with threads; published anew after the flush."""
    from tongban.cases.tests import village

    village.publish(published)
    yield village.settle()
    connections.close_all()
