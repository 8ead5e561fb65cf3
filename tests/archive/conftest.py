"""The village of the cases room, published for this package."""

from tongban.cases.tests.conftest import published, village

__all__ = ["published", "village"]
