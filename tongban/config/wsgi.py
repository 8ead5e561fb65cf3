"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tongban.config.process import end_with_parent, settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
_answering = get_wsgi_application()
# Every page is loaded before the first request, so that a broken one stops the start.
_ = get_resolver().url_patterns
# Its rooms are there only now: whoever waits in a queue is answered before all of them.
from tongban.doors.shared.rush.front import Front  # noqa: E402

application = Front(_answering)
settle()
end_with_parent()
