"""Who is at a meeting now."""

from workflow_app.ballots.models import Attendance, Session


def is_present(session: Session, person: int) -> bool:
    """Tell whether the person (an id) takes part in the way the session was convened.

    Where nobody's attendance was noted, and in a written consultation, handing in is taking part.
    """
    if session.is_written:
        return True
    stays = Attendance.objects.filter(session=session, arrived__isnull=False)
    if not stays.exists():
        return True
    return stays.filter(person=person, left=None).exists()
