"""Statements kept ready say what the ORM would say, in every act of a plan's life."""

import datetime as dt
import gc
import weakref

import pytest
from django.db import connection, transaction
from django.db.models import (
    Avg,
    BigAutoField,
    CharField,
    Count,
    DateField,
    DecimalField,
    Exists,
    Max,
    OuterRef,
    QuerySet,
    Sum,
)
from django.db.models.functions import Cast as CastTo
from django.db.models.functions import TruncDate
from django.db.models.signals import post_init
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.cast import YEAR, Cast
from tests.driver import plan_of
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage, Stance
from workflow_app.approvals.models import Dossier, WorkItem
from workflow_app.db.objects import another
from workflow_app.db.prepared import (
    LONGEST,
    Insert,
    Keys,
    Rows,
    Select,
    Update,
    Words,
    checked,
    filled_up,
)
from workflow_app.db.words import begin_words
from workflow_app.organization.models import Mandate, Unit
from workflow_app.organization.selectors.posts import account_with_posts, posts_of

by_code = Select(
    lambda code: Unit.objects.filter(code=code).select_related("supervising_department"),
    code=CharField(),
)


def test_every_statement_of_a_plan_s_life_is_the_orm_s_own(cast: Cast) -> None:
    with checked():
        plan = plan_of(cast)
        plan.submit_and_sign()
        plan.opine(cast.dung, "LH-HUE", Stance.OBJECT, "Kinh phí chưa rõ nguồn")
        plan.withdraw(cast.hoa)
        plan.add_line(cast.hoa, first_day="2027-05-01", last_day="2027-05-02")
        plan.through_the_cluster()
        plan.do(cast.tuan, "appraise_content", Outcome.APPRAISED)
        plan.do(cast.nga, "appraise_form", Outcome.RETURNED, "Sai thể thức")
    assert plan.dossier.stage == Stage.DRAFTING


def test_the_account_that_every_request_reads_is_the_orm_s_own(cast: Cast) -> None:
    for user in (cast.minh, cast.quang):
        with checked():
            account = account_with_posts(user.pk)
        assert account == user
        assert posts_of(account) == posts_of(User.objects.get(pk=user.pk))


def test_a_statement_that_is_not_the_orm_s_is_found(db: None) -> None:
    statement = Select(lambda code: Unit.objects.filter(code=code), code=CharField())
    compiled = statement._for(connection, (), {})
    compiled.sql = compiled.sql.replace("code", "name")
    with checked(), pytest.raises(AssertionError, match="differs"):
        statement(code="LH-HUE")


def test_an_object_is_what_a_queryset_makes(cast: Cast, django_assert_num_queries) -> None:
    wanted = Unit.objects.select_related("supervising_department").get(code="LH-DANANG")
    with django_assert_num_queries(1):
        [made] = by_code(code="LH-DANANG")
        assert made.supervising_department == wanted.supervising_department
    assert made == wanted
    assert {**vars(made), "_state": None} == {**vars(wanted), "_state": None}
    assert by_code.first(code="NOBODY") is None


def test_plain_values_are_those_of_the_queryset(cast: Cast, django_assert_num_queries) -> None:
    """Dates and truths come as such, not as the database keeps them."""

    def by_end(code: object, day: object) -> QuerySet[Unit, tuple[object, ...]]:
        return (
            Unit.objects.filter(code=code)
            .annotate(is_over=Exists(Unit.objects.filter(pk=OuterRef("pk"), valid_to__lte=day)))
            .values_list("name", "is_over", "valid_from", "supervising_department__code")
        )

    statement = Rows(by_end, code=CharField(), day=DateField())
    day = dt.date(YEAR, 1, 1)
    for code in ("LH-DANANG", "LH-HUE", "NOBODY"):
        wanted = list(by_end(code, day))
        with django_assert_num_queries(1), checked():
            assert statement(code=code, day=day) == wanted


def test_annotations_and_columns_left_out_come_as_they_would(cast: Cast) -> None:
    statement = Select(lambda code: Unit.objects.filter(code=code).only("name"), code=CharField())
    made = statement.first(code="LH-HUE")
    assert made is not None
    assert made.get_deferred_fields() == {field.attname for field in Unit._meta.concrete_fields} - {
        "id",
        "name",
    }
    assert made.code == "LH-HUE"


COMPUTED = {
    "number": Count("pk"),
    "mean": Avg("priority"),
    "exact": Sum(CastTo("priority", DecimalField(max_digits=9, decimal_places=2))),
    "last": Max("due"),
    "day": Max(TruncDate("due")),
    "whether": Exists(Unit.objects.filter(pk=OuterRef("dossier__unit"))),
    "nothing": Max("closed"),
}


def test_what_the_database_computes_comes_as_the_orm_converts_it(cast: Cast) -> None:
    plan_of(cast)

    def by_kind(kind: object) -> QuerySet[WorkItem]:
        return WorkItem.objects.filter(kind=kind).annotate(**COMPUTED).order_by("pk")

    wanted, *_ = by_kind("plan.draft")
    made = Select(by_kind, kind=CharField()).first(kind="plan.draft")
    values = Rows(lambda kind: by_kind(kind).values_list(*COMPUTED), kind=CharField())
    plain, *_ = values(kind="plan.draft")
    for name, value in zip(COMPUTED, plain, strict=True):
        expected = getattr(wanted, name)
        assert (value, type(value)) == (expected, type(expected))
        assert (getattr(made, name), type(getattr(made, name))) == (expected, type(expected))


def test_a_kept_text_does_not_keep_its_query(cast: Cast) -> None:
    """A long queue's took a megabyte for each kind of office: a process has room for few of these."""
    queries = []

    def counted(code: object) -> QuerySet[Unit]:
        found = Unit.objects.filter(code=code).annotate(of=Count("dossiers"))
        queries.append(weakref.ref(found.query))
        return found

    statement = Select(counted, code=CharField())
    assert statement.first(code="LH-HUE") is not None
    gc.collect()
    assert [query() for query in queries] == [None]


def test_an_update_writes_null_as_well_as_a_value(cast: Cast) -> None:
    set_dates = Update(lambda pk: Unit.objects.filter(pk=pk), "valid_to", pk=BigAutoField())
    unit = cast.unit("LH-HUE")
    with checked():
        assert set_dates(pk=unit.pk, valid_to=unit.valid_from) == 1
        assert Unit.objects.get(pk=unit.pk).valid_to == unit.valid_from
        assert set_dates(pk=unit.pk, valid_to=None) == 1
    assert Unit.objects.get(pk=unit.pk).valid_to is None
    assert set_dates(pk=0, valid_to=None) == 0


def test_rows_are_added_with_one_statement_and_get_their_keys(
    cast: Cast, django_assert_num_queries
) -> None:
    dossier = Dossier.objects.get(pk=plan_of(cast).pk)
    model = WorkItem.objects.get(dossier=dossier)
    rows = [
        WorkItem(
            kind="plan.x",
            subject=f"việc {number}",
            desk_id=model.desk_id,
            opened=model.opened,
            due=model.due,
        )
        for number in range(30)
    ]
    with django_assert_num_queries(1):
        Insert(WorkItem).many(rows)
    stored = WorkItem.objects.in_bulk([row.pk for row in rows])
    assert [stored[row.pk].subject for row in rows] == [row.subject for row in rows]
    rows[0].subject = "đã lưu"
    rows[0].save()
    assert WorkItem.objects.filter(kind="plan.x").count() == 30


def test_a_text_is_kept_for_each_number_of_keys_and_for_each_shape(
    cast: Cast, django_assert_num_queries
) -> None:
    def among(order: str, units: list[int], kind: object) -> QuerySet[Unit]:
        return Unit.objects.filter(pk__in=units, kind=kind).order_by(order)

    statement = Select(among, units=Keys(), kind=CharField())
    asked = [cast.unit(code).pk for code in ("LH-DANANG", "LH-HUE", "BAN-CTDP")]
    for order in ("code", "-code"):
        for units in (asked, asked[:1], asked[1:], list(range(1, LONGEST + 2))):
            wanted = list(among(order, units, "local_member"))
            with django_assert_num_queries(1), checked():
                assert statement(order, units=units, kind="local_member") == wanted
    # two orders of one, two and three; not of a very long list
    assert len(statement._compiled) == 6
    with django_assert_num_queries(0), checked():
        assert statement("code", units=[], kind="local_member") == []


def test_words_stand_wherever_a_parameter_has_them(cast: Cast) -> None:
    def named(words: list[str]) -> QuerySet[Unit]:
        return Unit.objects.filter(begin_words("search_text", words)).order_by("pk")

    statement = Select(named, words=Words())
    for asked in (["da", "na"], ["lien", "hiep"], ["hue"], ["khong", "co"]):
        with checked():
            assert statement(words=asked) == list(named(asked))


def test_lists_of_keys_are_filled_up_with_keys_that_no_row_has() -> None:
    assert filled_up([]) == []
    assert filled_up([7]) == [7]
    assert filled_up([7, 9]) == [7, 9, -1, -2, -3]
    assert len(filled_up(range(101))) == 500
    assert len(filled_up(range(501))) == 501


def test_a_key_in_the_text_of_a_statement_is_found() -> None:
    def worded(units: list[int]) -> QuerySet[Unit]:
        return Unit.objects.extra(where=[f"id = {units[0]}"])  # noqa: S610 -- what the test is about

    with pytest.raises(AssertionError, match="stands in the text"):
        Select(worded, units=Keys())(units=[1])


def test_a_statement_that_follows_from_rows_of_today_is_not_kept(cast: Cast) -> None:
    def of_the_first(kind: object) -> QuerySet[Unit]:
        return Unit.objects.filter(pk=Unit.objects.values_list("pk", flat=True)[0], kind=kind)

    with pytest.raises(AssertionError, match="while it is built"):
        Select(of_the_first, kind=CharField())(kind="local_member")


def test_today_is_given_and_never_kept(cast: Cast) -> None:
    """A worker that runs for weeks would go by the day on which it first asked."""
    today = Rows(lambda: Mandate.objects.in_force(timezone.localdate()).values_list("pk"))
    now = Rows(lambda: WorkItem.objects.filter(due__lt=timezone.now()).values_list("pk"))
    for asked in (today, now):
        with pytest.raises(AssertionError, match="kept for ever"):
            asked()


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_is_refused() -> None:
    lock = Select(lambda code: Unit.objects.select_for_update().filter(code=code), code=CharField())
    with transaction.atomic():
        assert lock(code="NOBODY") == []
    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError):
            lock(code="NOBODY")


def test_another_row_is_its_own(cast: Cast) -> None:
    first = WorkItem(kind="plan.x", dossier=Dossier.objects.get(pk=plan_of(cast).pk), desk_id=1)
    second = another(first, desk_id=2)
    assert (second.desk_id, second.kind) == (2, "plan.x")
    assert second._state.adding
    assert second.dossier is first.dossier
    second.dossier = None
    assert first.dossier is not None
    assert first.desk_id == 1


def test_rows_that_say_the_same_and_rows_that_do_not_are_written_as_they_are(cast: Cast) -> None:
    model = WorkItem.objects.get(dossier=plan_of(cast).pk)
    first = another(model, pk=None, kind="plan.x", dossier=None, task_id=None)
    rows = [
        first,
        another(first, due=first.due + dt.timedelta(1)),
        another(first, subject="khác", priority=2),
        another(first, reminded=first.due),
    ]
    with checked():
        Insert(WorkItem).many(rows)
    stored = WorkItem.objects.in_bulk([row.pk for row in rows])
    for row in rows:
        assert {**vars(stored[row.pk]), "_state": None} == {**vars(row), "_state": None}


def test_a_model_with_a_key_of_its_own_keeps_it(transactional_db: None) -> None:
    row = DBTaskResult(args_kwargs={}, run_after=timezone.now(), task_path="a.b")
    key = row.pk
    with checked():
        assert Insert(DBTaskResult)(row).pk == key
    assert DBTaskResult.objects.get().pk == key


def test_a_model_that_does_something_of_its_own_is_asked(cast: Cast) -> None:
    """Whoever listens to a model, or converts what it is given, sees every object."""
    seen: list[User] = []

    def listen(instance: User, **_kwargs: object) -> None:
        seen.append(instance)

    for listening in (True, False):
        if listening:
            post_init.connect(listen, sender=User)
        try:
            statement = Select(lambda pk: User.objects.filter(pk=pk), pk=BigAutoField())
            made = statement.first(pk=cast.hoa.pk)
        finally:
            post_init.disconnect(listen, sender=User)
        assert made == cast.hoa
        assert seen == [made]
