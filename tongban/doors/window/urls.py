"""Addresses of the surface window."""

from django.urls import URLPattern, URLResolver

app_name = "window"
urlpatterns: list[URLPattern | URLResolver] = []
