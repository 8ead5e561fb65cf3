"""The room doors (前门) as a Django app."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """The room doors (前门)."""

    name = "tongban.doors"
    label = "tongban_doors"
    default_auto_field = "django.db.models.BigAutoField"
