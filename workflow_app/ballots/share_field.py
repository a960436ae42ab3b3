"""A share of votes, typed as people write it."""

import re
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
PERCENT = re.compile(r"(\d{1,3})\s*%")


class ShareField(forms.CharField):
    """Takes "2/3" and "80 %"; gives an exact fraction, or None for nothing.

    Percent with decimals are refused: who writes 66,7 % means 2/3, and has to say so.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("help_text", _("A fraction such as 2/3, or whole percent such as 80 %."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Fraction | None:
        """Read the share."""
        text = super().clean(value).strip()
        if not text:
            return None
        if match := FRACTION.fullmatch(text):
            above, below = (int(part) for part in match.groups())
        elif match := PERCENT.fullmatch(text):
            above, below = int(match[1]), 100
        else:
            raise ValidationError(_("Write a fraction such as 2/3, or whole percent such as 80 %."))
        if not 0 < above <= below:
            raise ValidationError(_("A share lies above nothing and at most at the whole."))
        return Fraction(above, below)
