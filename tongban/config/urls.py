"""Every address of the platform: each surface keeps its own, this file joins them."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", include("django.conf.urls.i18n")),
    path("", include("tongban.doors.shared.urls")),
    path("window/", include("tongban.doors.window.urls")),
    path("desk/", include("tongban.doors.desk.urls")),
    path("gateway/", include("tongban.doors.gateway.urls")),
    path("", include("tongban.doors.citizen.urls")),
]
