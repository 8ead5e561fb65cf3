"""The room of agencies as Django knows it."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Agencies (机构与人员)."""

    name = "tongban.agencies"
    label = "tongban_agencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how the room's streams are made anew."""
        from tongban.agencies import reactions

        del reactions
