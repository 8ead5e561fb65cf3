"""Addresses all surfaces share."""

from django.urls import path

from tongban.doors.shared import views

app_name = "shared"
urlpatterns = [path("preferences", views.preferences, name="preferences")]
