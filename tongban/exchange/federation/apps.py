"""Federation (城际互通) as a Django app of the room exchange."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """Federation (城际互通)."""

    name = "tongban.exchange.federation"
    label = "tongban_exchange_federation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is done again and again."""
        from tongban.exchange.federation import refreshing

        del refreshing
