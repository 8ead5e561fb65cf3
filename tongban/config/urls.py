"""Every address of the platform: each surface keeps its own, this file joins them."""

from django.urls import URLPattern, URLResolver, include, path

from tongban.doors.gateway import carriers, credentials, payments, verify_api
from tongban.doors.shared.identity import urls as identity
from tongban.doors.shared.reports import read_there
from tongban.doors.supervisor import urls as supervisor

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tongban.doors.shared.urls")),
    path("", include((identity.provider_patterns, "idp"))),
    path("window/", include("tongban.doors.window.urls")),
    path("hall/", include("tongban.doors.window.hall_urls")),
    path("desk/", include("tongban.doors.desk.urls")),
    path("designer/", include("tongban.doors.designer.urls")),
    path("supervisor/", include("tongban.doors.supervisor.urls")),
    path("v/api/", verify_api.urls),
    path("v/", include("tongban.doors.gateway.urls")),
    path("log/", include("tongban.doors.gateway.log_urls")),
    path("carriers/<str:carrier>", carriers.report),
    path("payments/notify", payments.notify),
    path("federation/", include("tongban.doors.gateway.federation_urls")),
    path(".well-known/", include(credentials.WELL_KNOWN)),
    path("", include("tongban.doors.openapi.urls")),
    path("", include("tongban.doors.citizen.urls")),
]

# Pages that only tell what happened are asked of the replica, where the city has one.
read_there(supervisor.urlpatterns)

handler400 = "tongban.doors.shared.views.unreadable"
handler403 = "tongban.doors.shared.views.forbidden"
handler404 = "tongban.doors.shared.views.not_found"
handler500 = "tongban.doors.shared.views.broken"
