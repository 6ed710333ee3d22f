"""gunicorn's configuration for the demo, the tests and production; the address is an argument.

The site is loaded once, before the workers part from it: they share its memory.
"""

import gc
import os
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
worker_class = "gthread"
preload_app = True
# A request is ended after a minute; a worker that is told to go has ten seconds to finish its own.
timeout = 60
graceful_timeout = 10
keepalive = 65  # longer than the proxy keeps its connections, so that none is cut under a request
# Whom to believe about the client is the site's to say (HOMEBANK_TRUSTED_PROXIES), nobody else's.
forwarded_allow_ips = ""
# What the proxy lets through fits these.
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (heartbeats only)
loglevel = "warning"


def when_ready(server: Any) -> None:
    """What is loaded now stays: the collector must not touch it, or its pages are copied."""
    gc.collect()
    gc.freeze()
