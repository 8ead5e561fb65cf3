"""Addresses of the open interface: Open311 and the city's own."""

from typing import Any

from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from tongban.doors.openapi import applications, open311, opendata, portal, public


def served(api: NinjaAPI) -> Any:
    """Return the addresses of an interface; who may use which, it says itself."""
    found = api.urls
    for each in found[0]:
        if isinstance(each, URLPattern):
            each.callback.access = "public"  # type: ignore[attr-defined]
    return found


pages = [
    path("", portal.start, name="open"),
    path("apps", portal.applications, name="apps"),
    path("apps/<int:app_id>", portal.application, name="app"),
    path("catalog.jsonld", opendata.dcat, name="dcat"),
    path("data/<slug:table>.<slug:suffix>", opendata.dataset, name="dataset"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("open/", include((pages, "openapi"))),
    path("open311/", include(open311.urlpatterns)),
    path("api/v1/", served(public.api)),
    path("api/apps/v1/", served(applications.api)),
]
