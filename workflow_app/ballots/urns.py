"""What an urn looks like laid open, and what may be known of it before the count.

A block of slots, each equally long whatever is on its sheet; see `services.urn` for what it is good for.
"""

import secrets
import struct
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from workflow_app.approvals.errors import ConflictError
from workflow_app.vault.keyring import unseal

from .enums import Channel, Choice, Spoilt
from .models import Round, Urn

VERSION = 1
NONCE = 12
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 3, 4
TOKEN = 16
HEAD = struct.Struct(">BHH")
"""Version, number of options, number of sheets; the ids of the options follow, eight bytes each."""
OPTION = struct.Struct(">Q")
SHEET = struct.Struct(f">{GROUPS * GROUP}s{TOKEN}sB")
"""Check code, token, channel; one byte for each option follows."""
CHOICES = ("", Choice.YES, Choice.NO, Choice.ABSTAIN, Spoilt.INVALID)
"""What the byte of an option means; 0 for an option that the voter does not vote on."""
CHANNELS = (Channel.SYSTEM, Channel.PAPER)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is in the urn of one voter: a check code, and a choice per option by the option's id.

    `token` is of whoever types a paper sheet in: the same one sent twice is one sheet.
    """

    code: str = field(repr=False)
    channel: str
    choices: dict[int, str] = field(repr=False)
    token: bytes = field(default=bytes(TOKEN), repr=False)


def new_code() -> str:
    """Return a check code, such as "K7WQ-2MXA-9PDT": about 59 bits, easily read aloud."""
    return _grouped("".join(secrets.choice(ALPHABET) for __ in range(GROUPS * GROUP)))


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


@sensitive_variables()
def holds(voting: Round, code: str) -> bool:
    """Tell whether a sheet with this code is in the open urn: for whoever sends the same twice.

    It says nothing about what is on the sheet or whose it is, and a code is too long to be guessed.
    """
    inside = _looked_into(voting)
    return inside is not None and inside.find(code) is not None


@sensitive_variables()
def on_paper(voting: Round) -> int:
    """Return how many sheets from paper have been typed in so far."""
    inside = _looked_into(voting)
    if inside is None:
        return 0
    return sum(channel_of(slot) == Channel.PAPER for slot in inside.sheets)


def _looked_into(voting: Round) -> "Inside | None":
    """Open the urn without a lock, to look; None where there is none or it is empty for good."""
    urn = Urn.objects.filter(round=voting).first()
    if urn is None or urn.key is None:
        return None
    return Inside.of(urn, unseal(bytes(urn.key)))


@dataclass(slots=True)
class Inside:
    """The urn laid open: for which round, for how many sheets, for which options; and the sheets.

    A sheet stays the bytes of its slot until the count: nobody has to read it before.
    """

    voting: int
    room: int
    options: tuple[int, ...]
    sheets: list[bytes] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, urn: Urn, key: bytes) -> Self:
        """Open the block; ConflictError when it is not what was sealed."""
        sealed = bytes(urn.sealed)
        try:
            plain = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _bound_to(urn.round_id))
        except InvalidTag:
            raise ConflictError(
                _("The urn does not open: somebody has changed it in the database.")
            ) from None
        version, options, sheets = HEAD.unpack_from(plain)
        if version != VERSION:
            raise ValueError(f"an urn of version {version} cannot be read")
        begin = HEAD.size + options * OPTION.size
        slot = SHEET.size + options
        return cls(
            voting=urn.round_id,
            room=(len(plain) - begin) // slot,
            options=tuple(pk for (pk,) in OPTION.iter_unpack(plain[HEAD.size : begin])),
            sheets=[plain[at : at + slot] for at in range(begin, begin + sheets * slot, slot)],
        )

    def sealed(self, key: bytes) -> bytes:
        """Return the block, always as long as it was. ConflictError when there is no slot left."""
        if len(self.sheets) > self.room:
            raise ConflictError(_("There are more sheets than members on the roll."))
        shuffled = list(self.sheets)
        secrets.SystemRandom().shuffle(shuffled)
        head = HEAD.pack(VERSION, len(self.options), len(shuffled))
        ids = b"".join(map(OPTION.pack, self.options))
        blank = bytes((self.room - len(shuffled)) * (SHEET.size + len(self.options)))
        nonce = secrets.token_bytes(NONCE)
        plain = b"".join((head, ids, *shuffled, blank))
        return nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(self.voting))

    def find(self, code: str) -> bytes | None:
        """Return the slot of the sheet with this check code, all of it."""
        wanted = _bytes_of(code)
        if len(wanted) != GROUPS * GROUP:
            return None
        return next((slot for slot in self.sheets if slot.startswith(wanted)), None)

    def written(self, sheet: Sheet) -> bytes:
        """Return a sheet as the bytes of a slot."""
        if unknown := set(sheet.choices) - set(self.options):
            raise ValueError(f"{len(unknown)} options of the sheet are not of this urn")
        code = _bytes_of(sheet.code)
        if len(code) != GROUPS * GROUP or len(sheet.token) != TOKEN:
            raise ValueError("a check code or a token has another length than all others")
        marks = bytes(CHOICES.index(sheet.choices.get(option, "")) for option in self.options)
        return SHEET.pack(code, sheet.token, CHANNELS.index(Channel(sheet.channel))) + marks

    def read(self, slot: bytes) -> Sheet:
        """Return the sheet of a slot."""
        code, token, channel = SHEET.unpack_from(slot)
        marks = zip(self.options, slot[SHEET.size :], strict=True)
        return Sheet(
            code=_grouped(code.decode("ascii")),
            channel=CHANNELS[channel],
            choices={option: str(CHOICES[mark]) for option, mark in marks if mark},
            token=token,
        )


def token_of(slot: bytes) -> bytes:
    return slot[GROUPS * GROUP :][:TOKEN]


def channel_of(slot: bytes) -> Channel:
    return CHANNELS[slot[SHEET.size - 1]]


def _bytes_of(code: str) -> bytes:
    return code.replace("-", "").encode()


def _bound_to(voting: int) -> bytes:
    """Bind the block to its round: one that is put into another round's row does not open."""
    return f"urn of round {voting}".encode("ascii")
