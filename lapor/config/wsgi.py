"""What the web server calls."""

import os

os.environ["LAPOR_PROCESS"] = "web"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapor.config.settings")

from django.core.wsgi import get_wsgi_application  # the process kind must be known before settings load

from lapor.config.whole import whole

application = whole(get_wsgi_application())
