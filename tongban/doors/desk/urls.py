"""Addresses of the desk (审批): the inbox, a case by its number and its deeds, what is late."""

from django.urls import path

from tongban.doors.desk import (
    athand,
    benefits,
    deeds,
    disputes,
    documents,
    handing_out,
    licences,
    looks,
    many,
    outgoing,
    views,
)
from tongban.doors.desk.demands import hall
from tongban.doors.desk.demands import themes as theme
from tongban.doors.desk.demands import views as demands
from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("news", views.news, name="news"),
    path("views", views.keep_view, name="views"),
    path("many", many.many, name="many"),
    path("many/<str:deed>", many.do, name="many-do"),
    path("next", views.next_, name="next"),
    path("mine", views.mine, name="mine"),
    path("done", views.done, name="done"),
    path("looks", looks.asked, name="looks"),
    path("looks/<key:dispute>", looks.answer, name="answer-look"),
    path("disputes", disputes.every, name="disputes"),
    path("disputes/<key:dispute>", disputes.one, name="dispute"),
    path("outgoing", outgoing.outgoing, name="outgoing"),
    path("outgoing/<key:sending>.pdf", outgoing.letter, name="letter"),
    path("overdue", views.overdue, name="overdue"),
    path("benefits", benefits.lists, name="benefits"),
    path("benefits/<key:list_id>", benefits.one, name="benefit-list"),
    path("benefits/<key:list_id>/<str:step>", benefits.settle, name="benefit-settle"),
    path("benefit/<str:number>", benefits.proposal, name="benefit"),
    path("benefit/<str:number>/<str:step>", benefits.act, name="benefit-do"),
    path("demands", demands.demands, name="demands"),
    path("demands/done", demands.done, name="demands-done"),
    path("demand/<str:number>", demands.demand, name="demand"),
    path("demand/<str:number>/photo/<key:photo>", demands.photo, name="demand-photo"),
    path("demand/<str:number>/<str:deed>", demands.demand, name="demand-do"),
    path("themes", hall.themes, name="themes"),
    path("themes/<key:theme>", theme.theme, name="theme"),
    path("themes/<key:theme>/tell", hall.tell, name="theme-tell"),
    path("ratings", hall.ratings, name="ratings"),
    path("ratings/<key:rating>/<str:step>", hall.ratings, name="rating-step"),
    path("licences", licences.find, name="licences"),
    path("licence/<key:licence>", licences.licence, name="licence"),
    path("case/<str:number>", views.case, name="case"),
    path("case/<str:number>/file/<key:file>", views.file, name="file"),
    path("case/<str:number>/paper/<int:no_>", views.paper, name="paper"),
    path("case/<str:number>/documents", documents.side_by_side, name="documents"),
    path("case/<str:number>/note", athand.note, name="note"),
    path("case/<str:number>/told", handing_out.handing_out, name="handing-out"),
    path("case/<str:number>/whole", views.unmask, name="unmask"),
    path("case/<str:number>/<str:deed>", deeds.do, name="do"),
]
