"""Addresses of the citizen's surface; ids are keys in base 36, cases go by their number."""

from django.urls import URLPattern, URLResolver, path

from tongban.doors.citizen.views import (
    acting,
    drafts,
    enter,
    entitlement,
    finding,
    guides,
    own,
    progress,
    together,
)
from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is

app_name = "citizen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", finding.home, name="home"),
    path("find", finding.find, name="find"),
    path("service/<str:service>", guides.service, name="service"),
    path("service/<str:service>/guide.pdf", guides.service_pdf, name="service-pdf"),
    path("agencies", guides.agencies, name="agencies"),
    path("agency/<str:agency>", guides.agency, name="agency"),
    path("agency/<str:agency>/manual.pdf", guides.agency_pdf, name="agency-pdf"),
    path("event/<str:event>", finding.event, name="event"),
    path("policies", entitlement.policies, name="policies"),
    path("policy/<str:topic>", entitlement.talk, name="policy"),
    path("sign-in", enter.number, name="sign-in"),
    path("sign-in/code", enter.code, name="code"),
    path("sign-out", enter.sign_out, name="sign-out"),
    path("start/<str:goal>", drafts.start, name="start"),
    path("draft/<key:draft>", drafts.resume, name="draft"),
    path("draft/<key:draft>/situation", drafts.situation, name="situation"),
    path("draft/<key:draft>/known", drafts.known, name="known"),
    path("draft/<key:draft>/ask", drafts.ask, name="ask"),
    path("draft/<key:draft>/check", drafts.check, name="check"),
    path("draft/<key:draft>/discard", drafts.discard, name="discard"),
    path("draft/<key:draft>/file/<key:file>", drafts.remove_file, name="remove-file"),
    path("file/<key:file>", drafts.file, name="file"),
    path("mine", own.mine, name="mine"),
    path("application/<key:application>", progress.application, name="application"),
    path("application/<key:application>/receipt.pdf", progress.receipt, name="receipt"),
    path("case/<str:number>", progress.case, name="case"),
    path("case/<str:number>/supplement", acting.supplement, name="supplement"),
    path("case/<str:number>/rate", progress.rate, name="rate"),
    path("case/<str:number>/paper/<int:no>", acting.paper, name="paper"),
    path("case/<str:number>/<str:act>", acting.act, name="act"),
    path("confirm/<key:confirmation>", together.confirm, name="confirm"),
    path("licences", own.wallet, name="wallet"),
    path("licence/<key:licence>", own.licence, name="licence"),
    path("licence/<key:licence>.pdf", own.sheet, name="sheet"),
    path("licence/<key:licence>/<str:act>", together.follow, name="follow"),
    path("readers", own.readers, name="readers"),
    path("fact/<key:statement>/dispute", own.dispute, name="dispute"),
]
