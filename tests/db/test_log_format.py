"""The server's log says what went wrong, and not what people had typed."""

import io
import logging

import pytest
from django.db import IntegrityError, connection, transaction

from workflow_app.db.log_format import LEFT_OUT, WithoutRows
from workflow_app.organization.models import Unit

pytestmark = pytest.mark.django_db
TYPED = "Chuyện riêng\n\ncủa một đơn vị"


def written_of(error: BaseException) -> str:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(WithoutRows())
    handler.handle(
        logging.LogRecord(
            "django.request", logging.ERROR, "", 0, "no", None, (type(error), error, None)
        )
    )
    return written.getvalue()


def test_a_row_that_the_database_refused_is_not_quoted() -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Unit.objects.create(code="LH-MOI", name=TYPED, kind=None)
    assert "kind" in written_of(refused.value)
    assert "riêng" not in written_of(refused.value)
    if connection.vendor == "postgresql":  # SQLite quotes no rows
        assert LEFT_OUT in written_of(refused.value)
        assert "riêng" in logging.Formatter().formatException(
            (type(refused.value), refused.value, None)
        )


def test_so_it_is_where_the_error_was_the_reason_of_another_one() -> None:
    try:
        try:
            with transaction.atomic():
                Unit.objects.create(code="LH-MOI", name=TYPED, kind=None)
        except IntegrityError as reason:
            raise RuntimeError("not done") from reason
    except RuntimeError as error:
        told = written_of(error)
    assert "not done" in told
    assert "riêng" not in told
