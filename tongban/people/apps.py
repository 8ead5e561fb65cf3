"""The room of people as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People (人员与身份)."""

    name = "tongban.people"
    label = "tongban_people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room does by the clock."""
        from tongban.people.provider import keys

        del keys
