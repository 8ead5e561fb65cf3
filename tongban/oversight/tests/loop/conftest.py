"""The loop runs over the definitions as committed, with the cast of demands and a resident."""

from tests.staff_fixtures import resident, staffed
from tongban.voice.tests.conftest import play, published

__all__ = ["play", "published", "resident", "staffed"]
