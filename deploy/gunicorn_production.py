"""gunicorn's configuration for production: the web only; worker and scheduler are processes apart.

gunicorn -c deploy/gunicorn_production.py workflow_app.wsgi
"""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")  # inside a container, behind a proxy
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108 -- the heartbeat must not wait for a disk
control_socket_disable = True
accesslog = "-"
errorlog = "-"
