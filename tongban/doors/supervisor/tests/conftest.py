"""The supervisor's pages are tried with the staff of the cast."""

from tests.staff_fixtures import *  # noqa: F403 - the fixtures of the staff surfaces
