"""Addresses for other cities; `federation/` stands before them."""

from django.urls import URLPattern, URLResolver, path

from tongban.doors.gateway import federation

app_name = "federation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("statement", federation.statement, name="statement"),
    path("word", federation.word, name="word"),
]
