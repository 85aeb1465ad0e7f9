"""What the web server's processes load: ``jiayi.asgi:create``. The parent (``jiayi serve``) names the database."""

import os
from typing import Any

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from jiayi.app import create_app
from jiayi.infra import logs
from jiayi.settings import from_environment

WEB_DSN = "JIAYI_WEB_DSN"


def create() -> Any:
    settings = from_environment()
    logs.configure(settings.log_level)
    app = create_app(settings, os.environ[WEB_DSN])
    if not settings.trusted_proxies:
        return app
    return wrap_asgi_with_proxy_headers(app, trusted_hosts=list(settings.trusted_proxies))
