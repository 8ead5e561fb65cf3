"""The room of facts as Django knows it."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Facts (事实)."""

    name = "tongban.facts"
    label = "tongban_facts"
    default_auto_field = "django.db.models.BigAutoField"
