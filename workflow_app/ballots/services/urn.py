"""The urn: secret sheets sealed together, so that no stored fact ties a sheet to its voter.

All sheets of a round are one sealed block. It has a slot for everybody on the roll, and every slot
is as long as any other whatever is on its sheet, so the block is equally long from the opening to
the closing. Handing in opens it, adds the sheet, shuffles and seals anew with a fresh nonce; there is
no row, order, number or time per sheet. The key lies sealed by the vault, whose own key is outside
the database, and is wiped at the closing.
"""

import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from workflow_app.approvals.errors import ConflictError
from workflow_app.ballots.enums import Channel
from workflow_app.ballots.models import Round, Urn
from workflow_app.ballots.urns import (
    ALPHABET,
    GROUP,
    GROUPS,
    TOKEN,
    Inside,
    Sheet,
    channel_of,
    holds,
    new_code,
    token_of,
)
from workflow_app.vault.keyring import seal, unseal

__all__ = [
    "ALPHABET",
    "GROUP",
    "GROUPS",
    "TOKEN",
    "Sheet",
    "discard",
    "drop_in",
    "empty",
    "holds",
    "new_code",
    "place_urn",
    "take_out",
]


@sensitive_variables()
def place_urn(voting: Round, *, sheets: int, options: Sequence[int]) -> Urn:
    """Put up an empty urn with room for so many sheets on these options (ids)."""
    key = AESGCM.generate_key(bit_length=256)
    inside = Inside(voting.pk, sheets, tuple(sorted(options)))
    return Urn.objects.create(round=voting, sealed=inside.sealed(key), key=seal(key))


@sensitive_variables()
def drop_in(voting: Round, sheet: Sheet) -> Sheet:
    """Add a sheet to the urn, whose row stays locked until the transaction ends.

    A sheet from paper whose token is inside already is not added again: the one inside is returned.
    ConflictError for a check code that is taken, and for more sheets than there are voters.
    """
    urn, key, inside = _opened(voting)
    if any(sheet.token):
        for slot in inside.sheets:
            if token_of(slot) == sheet.token:
                return inside.read(slot)
    if inside.find(sheet.code) is not None:
        raise ConflictError(_("This check code is taken; please open the sheet again."))
    inside.sheets.append(inside.written(sheet))
    urn.sealed = inside.sealed(key)
    urn.save(update_fields=["sealed"])
    return sheet


@sensitive_variables()
def take_out(voting: Round, code: str) -> bool:
    """Remove the sheet from paper with this check code; a member's own sheet never comes out."""
    urn, key, inside = _opened(voting)
    slot = inside.find(code)
    if slot is None or channel_of(slot) != Channel.PAPER:
        return False
    inside.sheets.remove(slot)
    urn.sealed = inside.sealed(key)
    urn.save(update_fields=["sealed"])
    return True


@sensitive_variables()
def empty(voting: Round) -> list[Sheet]:
    """Open the urn for good: return its sheets in no order, and wipe the key and the block.

    Without a secret item there is no urn, and nothing in it.
    """
    if not Urn.objects.filter(round=voting).exists():
        return []
    urn, __, inside = _opened(voting)
    urn.sealed = secrets.token_bytes(len(urn.sealed))
    urn.key = None
    urn.save(update_fields=["sealed", "key"])
    return [inside.read(slot) for slot in inside.sheets]


def discard(voting: Round) -> None:
    """Wipe the urn unread: nobody will ever count what is in it."""
    urn = Urn.objects.select_for_update().filter(round=voting).first()
    if urn is not None:
        urn.sealed = secrets.token_bytes(len(urn.sealed))
        urn.key = None
        urn.save(update_fields=["sealed", "key"])


def _opened(voting: Round) -> "tuple[Urn, bytes, Inside]":
    urn = Urn.objects.select_for_update().get(round=voting)
    if urn.key is None:
        raise ConflictError(_("The urn was opened at the closing and is empty."))
    key = unseal(bytes(urn.key))
    return urn, key, Inside.of(urn, key)
