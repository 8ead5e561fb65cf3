"""The cast of a demand, over the definitions as committed."""

from tongban.voice.tests.conftest import play, published

__all__ = ["play", "published"]
