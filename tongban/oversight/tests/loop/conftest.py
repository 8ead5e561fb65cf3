"""The loop runs over the definitions as committed, with the cast of demands."""

from tongban.voice.tests.conftest import play, published

__all__ = ["play", "published"]
