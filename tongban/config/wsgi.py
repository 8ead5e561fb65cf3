"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from tongban.config.process import end_with_parent, settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
application = get_wsgi_application()
# Every page is loaded before the first request, so that a broken one stops the start.
_ = get_resolver().url_patterns
settle()
end_with_parent()
