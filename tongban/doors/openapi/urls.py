"""Addresses of the open interface: Open311 and the city's own."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.doors.openapi import open311
from tongban.doors.openapi.public import api

own = api.urls
for each in own[0]:
    if isinstance(each, URLPattern):
        each.callback.access = "public"  # type: ignore[attr-defined]

urlpatterns: list[URLPattern | URLResolver] = [
    path("open311/", include(open311.urlpatterns)),
    path("api/v1/", own),
]
