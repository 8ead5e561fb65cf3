"""Oversight watches the village of the cases room."""

from tongban.cases.tests.conftest import published, village

__all__ = ["published", "village"]
