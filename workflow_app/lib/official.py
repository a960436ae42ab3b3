"""The language of the record: what is stored for good is Vietnamese, whoever pressed the button."""

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation


def official_language() -> AbstractContextManager[None]:
    """Return a context in which gettext speaks the organisation's own language.

    Titles of dossiers, reasons and signatures that are written into the record go through it;
    the interface speaks the reader's language.
    """
    return translation.override(settings.LANGUAGE_CODE)
