import pytest

from tests.staff_fixtures import *  # noqa: F403 - officers, residents, published definitions


@pytest.fixture
def reviewer(staffed):
    """The reviewer of the first agency, as an actor."""
    from tests import staffing
    from tongban.kernel.actors import Actor

    return Actor("officer", staffed.reviewer.id, "陈立", "reviewer", agency=staffing.AGENCY)
