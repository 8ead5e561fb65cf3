"""The room oversight (监督) as a Django app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The room oversight (监督)."""

    name = "tongban.oversight"
    label = "tongban_oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room hears."""
        from tongban.oversight import reactions

        del reactions
