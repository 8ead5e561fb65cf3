"""The room ledger (账本) as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room ledger (账本)."""

    name = "tongban.ledger"
    label = "tongban_ledger"
    default_auto_field = "django.db.models.BigAutoField"
