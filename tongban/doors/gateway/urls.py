"""Addresses of the gateway; `v/` stands before them, short enough for a small QR code."""

from django.urls import URLPattern, URLResolver, path

from tongban.doors.gateway import credentials, verify_pages, views

app_name = "gateway"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", verify_pages.check, name="check"),
    path("draw", views.draw, name="draw"),
    *credentials.PATHS,
    path("s/<str:code>", verify_pages.shown, name="shown"),
    path("<str:token>", views.verify, name="verify"),
]
