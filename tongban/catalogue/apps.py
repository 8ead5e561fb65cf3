"""The room catalogue (事项目录) as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room catalogue (事项目录)."""

    name = "tongban.catalogue"
    label = "tongban_catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what handles the room's clocks."""
        from tongban.catalogue import reactions

        del reactions
