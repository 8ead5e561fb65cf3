"""The transparency log (透明日志) as a Django app of the room oversight."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    """The transparency log (透明日志)."""

    name = "tongban.oversight.log"
    label = "tongban_oversight_log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is done again and again."""
        from tongban.oversight.log import rhythm
        from tongban.oversight.looks import disputing

        del rhythm, disputing
