"""The room of facts as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FactsConfig(AppConfig):
    """Facts (事实)."""

    name = "tongban.facts"
    label = "tongban_facts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the reactions, and see that the tables are closed after every migration."""
        from tongban.facts import reactions  # noqa: F401 - it registers what the room does

        pre_migrate.connect(_open, sender=self)
        post_migrate.connect(_close, sender=self)


def _open(using: str, **_: Any) -> None:
    from django.db import connections

    from tongban.facts import closing

    connections[using].ensure_connection()
    closing.open_(connections[using].connection)


def _close(using: str, **_: Any) -> None:
    from django.db import connections

    from tongban.facts import closing

    connections[using].ensure_connection()
    closing.close(connections[using].connection)
