"""Addresses of the designer's door (事项管理): definitions, drafts, what was published, data."""

from django.urls import path

from tongban.doors.designer import (
    applications,
    births,
    books,
    data,
    data_api,
    definition,
    drafting,
    editing,
    listing,
    past,
    previews,
    recording,
    sharing,
    structure,
)
from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is

app_name = "designer"
urlpatterns = [
    path("", listing.start, name="start"),
    path("definitions", listing.every, name="definitions"),
    path("d/<str:kind>/<str:ident>", definition.one, name="definition"),
    path("d/<str:kind>/<str:ident>/file", definition.file, name="file"),
    path("d/<str:kind>/<str:ident>/versions", definition.versions, name="versions"),
    path("d/<str:kind>/<str:ident>/edit/<str:part>", editing.edit, name="edit"),
    path("d/service/<str:ident>/record", recording.record, name="record"),
    path("drafts/<key:draft>", drafting.one, name="draft"),
    path("drafts/<key:draft>/preview/<str:service>", previews.one, name="preview"),
    path("drafts/<key:draft>/preview/<str:service>/<str:what>", previews.frame, name="frame"),
    path("drafts/<key:draft>/<str:act>", drafting.act, name="draft-act"),
    path("history", past.every, name="history"),
    path("history/<int:revision>/back", past.back, name="back"),
    path("new/<str:step>", births.new, name="new"),
    path("workbook", books.taken, name="workbook"),
    path("workbook/services.xlsx", books.out, name="workbook-out"),
    path("structure", structure.every, name="structure"),
    path("structure/new", structure.new, name="structure-new"),
    path("structure/drafts/<key:draft>", structure.draft, name="structure-draft"),
    path("structure/<str:reform>/<str:act>", structure.act, name="structure-act"),
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
