"""The room of licences as Django knows it."""

from django.apps import AppConfig


class LicencesConfig(AppConfig):
    """Licences (电子证照)."""

    name = "tongban.licences"
    label = "tongban_licences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how this room is made anew."""
        from tongban.licences import reactions

        del reactions
