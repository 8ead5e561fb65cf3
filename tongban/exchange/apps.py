"""The room of exchange as Django knows it."""

from django.apps import AppConfig
from django.conf import settings


class ExchangeConfig(AppConfig):
    """Exchange (共享交换)."""

    name = "tongban.exchange"
    label = "tongban_exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the room does as time passes."""
        from tongban.exchange import reactions
        from tongban.exchange.federation import guides, refreshing
        from tongban.exchange.payments import reactions as of_payments
        from tongban.exchange.society import reactions as of_society

        del guides, reactions, refreshing, of_payments, of_society
        if settings.EXCHANGE_STREAM:
            from tongban.exchange.fanout import carrying

            carrying.register()
