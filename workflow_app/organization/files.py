"""Reading an uploaded file with the organisation: JSON, or the workbook of `workbook.py`."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .workbook import read_workbook

MOST_BYTES = 5 * 1024 * 1024


def read_organization_file(name: str, content: bytes) -> dict[str, Any]:
    """Return the facts of the file, or refuse with one sentence."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB; this is not an organisation."))
    if content.startswith(b"PK"):
        return read_workbook(content)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValidationError(
            _("%(name)s is neither a workbook (.xlsx) nor JSON.") % {"name": name}
        ) from error
    if not isinstance(data, dict):
        raise ValidationError(_("The file does not hold an organisation."))
    return data
