from tests.staff_fixtures import *  # noqa: F403 - officers, residents, published definitions
