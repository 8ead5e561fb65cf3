"""Addresses of the supervisor (监督): today, measures, the flow map, alarms, proposals, replay."""

from django.urls import path

from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is
from tongban.doors.supervisor import alarms, destroying, payments, proposals, trails, views

app_name = "supervisor"
urlpatterns = [
    path("", views.today, name="today"),
    path("measures", views.measures, name="measures"),
    path("measures/<str:measure>", views.measure, name="measure"),
    path("measures/<str:measure>/cases", views.cases_of, name="cases"),
    path("case/<str:number>", trails.case, name="case"),
    path("flow", views.flow, name="flow"),
    path("breaches", views.breaches, name="breaches"),
    path("alarms", alarms.board, name="alarms"),
    path("alarms/<key:alarm>", alarms.one, name="alarm"),
    path("alarms/exchange/<key:matter>", alarms.shared, name="exchange-alarm"),
    path("payments", payments.days, name="payments"),
    path("destroying", destroying.board, name="destroying"),
    path("structure", proposals.structure, name="structure"),
    path("replay", proposals.replays, name="replays"),
    path("replay/<key:draft>", proposals.replay, name="replay"),
]
