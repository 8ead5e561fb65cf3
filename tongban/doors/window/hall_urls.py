"""Addresses of the hall (大厅): its board and its terminals."""

from django.urls import path

from tongban.doors.shared import keys  # noqa: F401 - it knows what a key is
from tongban.doors.window import hall

app_name = "hall"
urlpatterns = [
    path("set-up", hall.set_up, name="set-up"),
    path("start", hall.start, name="start"),
    path("draw", hall.draw, name="draw"),
    path("came", hall.came, name="came"),
    path("drawn/<key:ticket>", hall.drawn, name="drawn"),
    path("finish", hall.finish, name="finish"),
    path("end", hall.end, name="end"),
    path("<str:hall>/board", hall.board, name="board"),
]
