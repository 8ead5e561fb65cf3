"""Addresses all surfaces share."""

from django.urls import URLPattern, URLResolver, path

from tongban.doors.shared import (
    keys,  # noqa: F401 - it knows what a key is
    views,
    watching,
)
from tongban.doors.shared.identity.urls import urlpatterns as of_identity

app_name = "shared"
urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", views.preferences, name="preferences"),
    *of_identity,
    path("health/live", watching.live, name="live"),
    path("health/open", watching.open_, name="open"),
    path("health/ready", watching.ready, name="ready"),
    path("metrics", watching.metrics, name="metrics"),
]
