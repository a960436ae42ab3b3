"""gunicorn's configuration for one office: web, workers and scheduler in one process.

    gunicorn -c deploy/gunicorn_embedded.py workflow_app.wsgi

The threads start after the fork, in the one worker process; a second web process would only add
a second engine, which is harmless but useless on SQLite.
"""

import os
from typing import Any

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = 1
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
accesslog = None
errorlog = "-"
control_socket_disable = True  # nothing of ours uses it

_engines: list[Any] = []


def post_worker_init(worker: Any) -> None:
    """Start background work, once the application is loaded in the web process."""
    from django.conf import settings  # noqa: PLC0415 -- settings exist only in the worker

    if not settings.EMBEDDED_WORKER:
        return
    from workflow_app.background.engine import Engine  # noqa: PLC0415 -- needs loaded apps

    engine = Engine(workers=2, scheduler=True)
    engine.start()
    _engines.append(engine)
    worker.log.info("Background work runs in this process")


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 -- gunicorn counts arguments
    """Let running tasks finish before the process ends."""
    for engine in _engines:
        engine.stop(grace=20)
