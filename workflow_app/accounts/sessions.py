"""Sessions in the database, read by a statement that is kept ready: every request reads one."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from workflow_app.db.prepared import Select

_live: Select[Session] = Select(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField(),
    now=DateTimeField(),
)


class SessionStore(DatabaseStore):
    """Django's own store; only the reading is ours."""

    def _get_session_from_db(self) -> Session | None:
        found = _live.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
