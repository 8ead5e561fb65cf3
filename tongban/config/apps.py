"""The joining of ports as a Django app, so that start-up fails while one is unfilled."""

from django.apps import AppConfig


class Wiring(AppConfig):
    """Joins every port with its implementation once all rooms are loaded."""

    name = "tongban.config"
    label = "tongban_config"

    def ready(self) -> None:
        """Join the ports, or refuse to start."""
        from datetime import timedelta

        from tongban.config.continuous import erased
        from tongban.config.wiring import join
        from tongban.ledger import api as ledger

        join()
        ledger.beat("safekeeping.erased", every=timedelta(minutes=1))(erased.beat)
