"""The room doors (前门) as a Django app: templates, static files, translations, one table."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """The room doors (前门); the surfaces are sub-packages and share this one app."""

    name = "tongban.doors"
    label = "tongban_doors"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "前门"

    def ready(self) -> None:
        """Hear of every sign-in, so that its time begins."""
        from tongban.doors.shared import lasting  # noqa: F401 - it listens once it is there
