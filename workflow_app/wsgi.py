"""WSGI entry point: `gunicorn workflow_app.wsgi`."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from workflow_app.lib.garbage import look_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflow_app.settings.production")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # every page's code now, not when the first person asks for it
look_seldom()
