"""The site for gunicorn. It does not start on a configuration that the checks refuse."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homebank.settings")
application = get_wsgi_application()

from homebank.startup import refuse_unsafe  # noqa: E402 (needs the apps)

refuse_unsafe()

import documents.seals  # noqa: E402, F401 (half a second: no visitor's paper shall wait for it)
