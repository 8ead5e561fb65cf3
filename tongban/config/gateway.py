"""The gateway process's way in: Django without the portal, one lean application (网关进程)."""

import os

import django

from tongban.config.process import end_with_parent, settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
django.setup()

from django.db import connection  # noqa: E402

from tongban.exchange.gateway.wsgi import Gateway  # noqa: E402 - models need Django first

connection.settings_dict["CONN_HEALTH_CHECKS"] = False  # the gateway sees by itself who hung up
application = Gateway(os.environ.get("TONGBAN_GATEWAY_ROLE", "both"))
settle()
end_with_parent()
