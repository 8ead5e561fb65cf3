"""The fixtures of the staff surfaces: officers at their posts, residents, a case handed in.

The definitions are published once for a package of tests and taken away behind it; everything
else lives in the test's own transaction.
"""

import pytest


@pytest.fixture(scope="package")
def published(django_db_setup, django_db_blocker):
    """The definitions, published for this package of tests."""
    from tests import staffing

    with django_db_blocker.unblock():
        yield staffing.publish()
        staffing.forget()


@pytest.fixture
def staffed(db, published):
    """The officers of the cast at their posts."""
    from tests import staffing

    return staffing.staff()


@pytest.fixture
def resident(staffed, published, cast):
    """The applicant of the cast, whose papers the state holds."""
    from tests import staffing

    return staffing.settle(cast.applicant, published)


@pytest.fixture
def stranger(staffed, published, cast):
    """Somebody else, whom nobody may reach by the applicant's visit."""
    from tests import staffing

    return staffing.settle(cast.stranger, published, seed=8)


@pytest.fixture
def case(resident):
    """A case just handed in: the number by which everybody knows it."""
    from tests import staffing

    return staffing.hand_in(resident)
