"""How an entry becomes its hash: previous hash + canonical JSON of everything it says."""

import hashlib
import hmac
import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from workflow_app.lib.canonical import canonical_json

from .models import AuditEntry


def plain_data(data: dict[str, Any] | None) -> dict[str, Any]:
    """Return data as both databases give it back: dates, decimals and lazy texts as text.

    Floats are refused, because PostgreSQL returns some of them as whole numbers and the hash
    would no longer match.
    """
    text = _ENCODER.encode(data or {})
    text = text.replace("\\u0000", "")  # PostgreSQL's JSON cannot hold it
    plain: dict[str, Any] = _DECODER.decode(text)
    return plain


def _refuse(text: str) -> Any:
    raise TypeError(f"Audit data holds the float {text}; log whole numbers or text.")


_ENCODER = DjangoJSONEncoder(ensure_ascii=False)
_DECODER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def text_of(entry: AuditEntry) -> str:
    """Return everything that the entry says in its one spelling."""
    return canonical_json(
        {
            "sequence": entry.sequence,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor_id,
            "authority": entry.authority,
            "action": entry.action,
            "object": [entry.object_kind, entry.object_id, entry.object_label],
            "dossier": entry.dossier_code,
            "data": entry.data,
            "request": str(entry.request_id),
        }
    )


def chained(previous_hash: str, text: str) -> str:
    """Return the hash of a text that follows the entry with that hash."""
    message = f"{previous_hash}\n{text}".encode()
    if settings.AUDIT_KEY:
        return hmac.new(settings.AUDIT_KEY.encode(), message, hashlib.sha256).hexdigest()
    return hashlib.sha256(message).hexdigest()


def hash_of(entry: AuditEntry) -> str:
    """Return the hash that the entry must carry."""
    return chained(entry.previous_hash, text_of(entry))
