"""Addresses of the gateway; `v/` stands before them, short enough for a small QR code."""

from django.urls import URLPattern, URLResolver, path

from tongban.doors.gateway import views

app_name = "gateway"
urlpatterns: list[URLPattern | URLResolver] = [
    path("draw", views.draw, name="draw"),
    path("<str:token>", views.verify, name="verify"),
]
