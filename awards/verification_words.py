"""The three answers of the public page: the big words, and the sentence under them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from awards.services.verification import REVOKED, UNKNOWN, VALID

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ANSWERS: "dict[str, tuple[StrOrPromise, StrOrPromise]]" = {
    VALID: (
        _("Genuine and valid"),
        _("This certificate stands in the register. Compare the words below with the paper."),
    ),
    REVOKED: (
        _("Revoked, no longer valid"),
        _("This certificate was issued, but the award was revoked. It is no longer valid."),
    ),
    UNKNOWN: (
        _("Unknown code"),
        _(
            "No certificate bears this code. Check each letter; if it is right, the paper is not ours."
        ),
    ),
}
TOO_MANY: "tuple[StrOrPromise, StrOrPromise]" = (
    _("Too many questions"),
    _("From this address too many codes were asked for. Wait a minute and try again."),
)
