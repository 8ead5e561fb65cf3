"""Addresses of the transparency log (C2SP tlog-tiles); `log/` stands before them."""

from django.urls import URLPattern, URLResolver, path

from tongban.doors.gateway import receipts, tiles

app_name = "log"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", receipts.about, name="about"),
    path("keys", receipts.keys, name="keys"),
    path("verify.py", receipts.script, name="script"),
    path("add-checkpoint", tiles.add_checkpoint, name="add_checkpoint"),
    path("<int:year>/checkpoint", tiles.checkpoint, name="checkpoint"),
    path("<int:year>/tile/<path:tile>", tiles.tile, name="tile"),
    path("<slug:source>/<int:row>", receipts.receipt, name="receipt"),
]
