"""The real definitions, published once for this package and taken away behind it."""

import pytest


@pytest.fixture(scope="package")
def published(django_db_setup, django_db_blocker):
    """Publish the pilot city's definitions."""
    from tests import staffing

    with django_db_blocker.unblock():
        yield staffing.publish()
        staffing.forget()
