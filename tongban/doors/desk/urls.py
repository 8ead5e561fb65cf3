"""Addresses of the desk (审批): the inbox, a case by its number and its deeds, what is late."""

from django.urls import path

from tongban.doors.desk import deeds, views
from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("next", views.next_, name="next"),
    path("mine", views.mine, name="mine"),
    path("done", views.done, name="done"),
    path("overdue", views.overdue, name="overdue"),
    path("case/<str:number>", views.case, name="case"),
    path("case/<str:number>/file/<key:file>", views.file, name="file"),
    path("case/<str:number>/paper/<int:no_>", views.paper, name="paper"),
    path("case/<str:number>/<str:deed>", deeds.do, name="do"),
]
