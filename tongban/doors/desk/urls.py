"""Addresses of the desk (审批): the inbox, a case by its number, what was done, what is late."""

from django.urls import path

from tongban.doors.desk import deeds, views
from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("done", views.done, name="done"),
    path("overdue", views.overdue, name="overdue"),
    path("case/<str:number>", views.case, name="case"),
    path("case/<str:number>/file/<key:file>", views.file, name="file"),
    path("case/<str:number>/accept", deeds.accept, name="accept"),
    path("case/<str:number>/supplement", deeds.supplement, name="supplement"),
    path("case/<str:number>/grant", deeds.grant, name="grant"),
    path("case/<str:number>/refuse", deeds.refuse, name="refuse"),
]
