"""Model fields whose column holds a seal. Values are opened only where code reads the attribute.

Querysets hand out seals (`values`, `values_list`, other columns of a joined row), so that a list
never opens anything by accident; nothing but emptiness can be asked of the column.
"""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.views.decorators.debug import sensitive_variables

from .keyring import seal, unseal
from .secret import MASK, guarded


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A value as it stands in the database."""

    token: str

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        return MASK


class _SealedAttribute(DeferredAttribute):
    """Opens a seal when the attribute is read, and again at the next reading."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        return self.field.opened(value) if isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Any) -> None:
        is_seal = isinstance(value, Sealed)
        instance.__dict__[self.field.attname] = value if is_seal else guarded(value)


class SealedField(models.Field[Any, Any]):
    """What both kinds of field have in common; a value that is empty is not sealed."""

    descriptor_class = _SealedAttribute
    empty_strings_allowed = True

    def get_internal_type(self) -> str:
        return "TextField"

    def encoded(self, value: Any) -> str:
        """Return the text that is sealed."""
        raise NotImplementedError

    def decoded(self, text: str) -> Any:
        """Return the value of an opened text."""
        raise NotImplementedError

    @sensitive_variables()
    def opened(self, value: Sealed) -> Any:
        """Return the value behind a seal, guarded against being printed."""
        return guarded(self.decoded(unseal(value.token.encode()).decode()))

    def from_db_value(self, value: str | None, *_rest: object) -> Any:
        """Leave the seal closed."""
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 -- Django's
        """Hand back a seal that nobody replaced as it is."""
        value = model_instance.__dict__.get(self.attname)
        return value if isinstance(value, Sealed) else super().pre_save(model_instance, add)

    @sensitive_variables()
    def get_prep_value(self, value: Any) -> Any:
        """Seal."""
        if isinstance(value, Sealed):
            return value.token
        if value is None or value == "":
            return value
        return seal(self.encoded(value).encode()).decode()

    def get_lookup(self, lookup_name: str) -> type[models.Lookup[Any]] | None:
        """Refuse to search: a seal is another one each time."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.model.__name__}.{self.name} is sealed: it cannot be searched.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> NoReturn:
        """Refuse to be written into a fixture: copies are made by `manage.py backup`."""
        raise FieldError(f"{self.model.__name__}.{self.name} is sealed: it is not serialised.")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse an index: it would neither find nor forbid anything."""
        problems = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False) or self.primary_key:
            problems.append(
                checks.Error(
                    "A sealed field cannot be unique, indexed or a primary key.",
                    hint="Two seals of one value differ.",
                    obj=self,
                    id="vault.E001",
                )
            )
        return problems


class EncryptedTextField(SealedField):
    """A text under seal; an empty one stays empty in the column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Take what a form gives as text."""
        return value if value is None or isinstance(value, str | Sealed) else str(value)

    def encoded(self, value: Any) -> str:
        return str(value)

    def decoded(self, text: str) -> str:
        return text

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Let forms ask for a line of text."""
        options = {"max_length": self.max_length} if self.choices is None else {}
        return super().formfield(**options | kwargs)


class EncryptedJSONField(SealedField):
    """Any JSON value under seal."""

    empty_strings_allowed = False

    def encoded(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def decoded(self, text: str) -> Any:
        return json.loads(text)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Let forms ask for JSON."""
        return super().formfield(**{"form_class": forms.JSONField} | kwargs)
