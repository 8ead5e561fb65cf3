"""Addresses all surfaces share."""

from django.urls import path

from tongban.doors.shared import officers, views, watching

app_name = "shared"
urlpatterns = [
    path("preferences", views.preferences, name="preferences"),
    path("staff/sign-in", officers.sign_in, name="staff-sign-in"),
    path("staff/sign-out", officers.sign_out, name="staff-sign-out"),
    path("staff/post", officers.change_post, name="change-post"),
    path("health/live", watching.live, name="live"),
    path("health/open", watching.open_, name="open"),
    path("health/ready", watching.ready, name="ready"),
    path("metrics", watching.metrics, name="metrics"),
]
