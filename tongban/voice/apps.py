"""The room voice (诉求与评价) as a Django app."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """The room voice (诉求与评价)."""

    name = "tongban.voice"
    label = "tongban_voice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how this room is made anew."""
        from tongban.voice import reactions

        del reactions
