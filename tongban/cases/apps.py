"""The room cases (办件) as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room cases (办件)."""

    name = "tongban.cases"
    label = "tongban_cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room hears."""
        from tongban.cases import cities, messages, paying, reactions, ticking
        from tongban.cases.archiving import reactions as archiving
        from tongban.cases.delivering import reactions as delivering
        from tongban.cases.proposals import reactions as proposals
        from tongban.cases.visits import reactions as visits

        del archiving, cities, delivering, messages, paying, proposals, reactions, ticking, visits
