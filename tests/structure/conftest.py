"""The fixtures of the staff surfaces serve here too."""

from tests.staff_fixtures import published, staffed  # noqa: F401 - fixtures
