"""Appending: together with the act, in one chain, in few statements."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils.translation import gettext_lazy

from workflow_app.audit.actions import UnknownActionError, label_of, register_action
from workflow_app.audit.context import act
from workflow_app.audit.models import AuditEntry, AuditHead
from workflow_app.audit.selectors import entries_of_dossier, entries_of_object
from workflow_app.audit.services import Entry, record, record_many
from workflow_app.audit.verification import verify_chain


def sign(actor, label="KH-2027-DN", **kwargs):
    with transaction.atomic():
        record(action="plan.signed", actor=actor, object=("plan", 7, label), **kwargs)


def test_an_entry_says_who_did_what_to_what_under_which_authority(lan):
    sign(
        lan,
        data={"revision": 2, "note": gettext_lazy("Signed")},
        authority="KT. Chủ tịch",
        dossier_code="KH-2027-DN",
    )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.authority) == (lan, "KT. Chủ tịch")
    assert (entry.object_kind, entry.object_id, entry.object_label) == ("plan", "7", "KH-2027-DN")
    assert entry.data["revision"] == 2
    assert entry.action_label == "Signed"
    assert entry in entries_of_dossier("KH-2027-DN")
    assert entry in entries_of_object("plan", 7)


def test_a_model_instance_describes_itself(lan):
    with transaction.atomic():
        record(action="plan.signed", actor=AnonymousUser(), object=lan)
    entry = AuditEntry.objects.get()
    assert (entry.object_kind, entry.object_id) == ("accounts.user", str(lan.pk))
    assert entry.object_label == "Lê Thị Lan"
    assert entry.actor is None


def test_numbers_have_no_gaps_and_every_entry_follows_the_one_before(lan):
    for _ in range(3):
        sign(lan)
    first, second, third = AuditEntry.objects.all()
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert AuditHead.objects.get().hash == third.hash
    assert verify_chain().ok


def test_an_act_that_fails_leaves_no_entry_and_no_gap(lan):
    sign(lan)
    with transaction.atomic():
        record(action="plan.signed", actor=lan)
        transaction.set_rollback(True)
    sign(lan)
    assert list(AuditEntry.objects.values_list("sequence", flat=True)) == [1, 2]
    assert verify_chain().ok


@pytest.mark.django_db(transaction=True)
def test_nothing_is_logged_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        record(action="plan.signed", actor=None)


def test_an_unregistered_action_is_refused(lan):
    with pytest.raises(UnknownActionError), transaction.atomic():
        record(action="plan.eaten", actor=lan)
    register_action("plan.eaten", "Eaten")
    assert label_of("plan.eaten") == "Eaten"
    assert label_of("plan.of_old") == "plan.of_old"


def test_floats_are_refused_because_databases_disagree_about_them(lan):
    with pytest.raises(TypeError), transaction.atomic():
        record(action="plan.signed", actor=lan, data={"amount": 1.0})


@pytest.mark.parametrize("lines", (1, 3, 40))
def test_an_act_costs_two_statements_however_many_entries_it_has(
    lan, lines, django_assert_num_queries
):
    sign(lan)  # the very first entry also makes the head
    with transaction.atomic(), django_assert_num_queries(2):
        record_many([Entry(action="plan.signed", actor=lan) for _ in range(lines)])
    assert verify_chain().ok


def test_everything_in_one_act_shares_one_id(lan):
    with act() as context:
        sign(lan)
        sign(lan)
    sign(lan)
    ids = list(AuditEntry.objects.values_list("request_id", flat=True))
    assert ids[0] == ids[1] == context.request_id
    assert ids[2] != ids[0]


def test_the_database_refuses_to_change_or_delete_an_entry(lan):
    sign(lan)
    for forbidden in (
        lambda: AuditEntry.objects.update(object_label="other"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            forbidden()
    assert verify_chain().ok


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_log_at_once(lan):
    sign(lan)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("TRUNCATE audit_auditentry")


def test_an_account_in_the_log_cannot_be_deleted(lan):
    sign(lan)
    with pytest.raises(ProtectedError):
        lan.delete()


def test_every_answer_carries_the_id_of_its_request(client: Client, db):
    one, two = (client.get("/account/login/").headers["X-Request-ID"] for _ in range(2))
    assert one != two


@pytest.mark.postgres
def test_simultaneous_acts_never_fork_the_chain(run_together, lan):
    def ten_acts():
        for _ in range(10):
            sign(lan)

    assert run_together([ten_acts] * 6) == [None] * 6
    assert list(AuditEntry.objects.values_list("sequence", flat=True)) == list(range(1, 61))
    assert verify_chain().ok


def test_simultaneous_acts_on_sqlite_wait_for_each_other(run_together, lan):
    assert run_together([lambda: sign(lan)] * 4) == [None] * 4
    assert verify_chain().checked == 4
    assert verify_chain().ok
