"""Addresses of the window (综合窗口); none of them holds an ID number."""

from django.urls import path

from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is
from tongban.doors.window import (
    appointments,
    calling,
    calls,
    counter,
    forms,
    handing,
    messages,
    phone,
    scan,
    slips,
    till,
)

app_name = "window"
urlpatterns = [
    path("", counter.start, name="start"),
    path("next", counter.next_person, name="next"),
    path("person", counter.person, name="person"),
    path("windows", calling.windows, name="windows"),
    path("queue", calling.act, name="queue"),
    path("queue/figures", calling.figures, name="figures"),
    path("licence/<key:licence>.pdf", slips.licence, name="licence"),
    path("messages", messages.messages, name="messages"),
    path("appointments", appointments.appointments, name="appointments"),
    path("scan", scan.scan, name="scan"),
    path("hand-out", handing.hand_out, name="hand-out"),
    path("phone", phone.phone, name="phone"),
    path("till", till.day, name="till"),
    path("call", calls.call, name="call"),
    path("begin", forms.begin, name="begin"),
    path("form/<key:draft>", forms.form, name="form"),
    path("application/<key:application>", slips.application, name="application"),
    path("application/<key:application>/slip", slips.slip, name="slip"),
    path("application/<key:application>/slip.pdf", slips.pdf, name="pdf"),
    path("case/<str:number>/supplement", slips.supplement, name="supplement"),
    path("case/<str:number>/paper/<int:no>", slips.paper, name="paper"),
    path("case/<str:number>/<str:act>", slips.act, name="act"),
    path("confirm/<key:confirmation>", slips.confirm, name="confirm"),
]
