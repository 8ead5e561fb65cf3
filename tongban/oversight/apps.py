"""The room oversight (监督) as a Django app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The room oversight (监督)."""

    name = "tongban.oversight"
    label = "tongban_oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room hears, and what it does again and again."""
        from tongban.oversight import reactions
        from tongban.oversight.benefits import carrying, nightly, rejudging
        from tongban.oversight.destroying import reactions as of_destroying
        from tongban.oversight.log import rhythm
        from tongban.oversight.looks import disputing

        del carrying, nightly, rejudging, of_destroying, reactions, rhythm, disputing
