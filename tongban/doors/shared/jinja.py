"""What every template may use, beside url, static and gettext."""

from jinja2 import Environment


def extend(environment: Environment) -> None:
    """Add the doors' own filters and globals to the environment."""
