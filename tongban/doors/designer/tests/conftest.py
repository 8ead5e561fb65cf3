from tests.staff_fixtures import *  # noqa: F403 - the fixtures of the staff surfaces
