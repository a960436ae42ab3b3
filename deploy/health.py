"""Tells a container's health check whether this container does its work.

python deploy/health.py web                 the web answers and reaches the database
python deploy/health.py worker|scheduler    this host gave a sign of life within three minutes
"""

import os
import socket
import sys
from http.client import HTTPConnection
from pathlib import Path

SIGN_OF_LIFE = (
    "SELECT count(*) FROM background_heartbeat"
    " WHERE kind = %s AND host = %s AND at > now() - interval '3 minutes'"
)


def web_answers() -> bool:
    """Ask the page for machines, as the proxy in front would."""
    port = int(os.environ.get("BIND", ":8000").rpartition(":")[2])
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/livez", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return connection.getresponse().status == 200  # noqa: PLR2004 -- "ok"


def gives_signs_of_life(kind: str) -> bool:
    """Read the heartbeats directly: loading the whole application each minute would be work."""
    import psycopg  # noqa: PLC0415 -- the web does not need it here

    file = os.environ.get("DATABASE_URL_FILE")
    url = Path(file).read_text(encoding="utf-8").strip() if file else os.environ["DATABASE_URL"]
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(SIGN_OF_LIFE, (kind, socket.gethostname()[:100])).fetchone()
    return row is not None and row[0] > 0


if __name__ == "__main__":
    asked = sys.argv[1]
    sys.exit(0 if (web_answers() if asked == "web" else gives_signs_of_life(asked)) else 1)
