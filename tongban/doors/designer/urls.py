"""Addresses of the designer's door (事项管理): the start, datasets from upload to withdrawal."""

from django.urls import path

from tongban.doors.designer import applications, data, data_api, sharing, views
from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is

app_name = "designer"
urlpatterns = [
    path("", views.start, name="start"),
    path("data", data.every, name="datasets"),
    path("data/new", data.new, name="new-dataset"),
    path("data/api", data_api.datasets, name="datasets-api"),
    path("data/<key:dataset>", data.one, name="dataset"),
    path("data/<key:dataset>/<str:act>", data.act, name="dataset-act"),
    path("apps", applications.every, name="apps"),
    path("apps/<key:app>/<str:act>", applications.act, name="app-act"),
    path("sharing", sharing.every, name="sharing"),
    path("sharing/<key:agreement>", sharing.one, name="agreement"),
    path("sharing/<key:agreement>/<str:act>", sharing.act, name="agreement-act"),
]
