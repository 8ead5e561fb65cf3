"""Addresses of the window (综合窗口); none of them holds an ID number."""

from django.urls import path

from tongban.doors.window import counter, forms, slips

app_name = "window"
urlpatterns = [
    path("", counter.start, name="start"),
    path("next", counter.next_person, name="next"),
    path("person", counter.person, name="person"),
    path("begin", forms.begin, name="begin"),
    path("form/<ref:draft>", forms.form, name="form"),
    path("application/<ref:application>", slips.application, name="application"),
    path("application/<ref:application>/slip", slips.slip, name="slip"),
    path("application/<ref:application>/slip.pdf", slips.pdf, name="pdf"),
    path("case/<str:number>/supplement", slips.supplement, name="supplement"),
]
