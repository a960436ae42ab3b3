"""Files of persons: data, corrections, papers and their validity, discipline, relatives."""

import datetime as dt
import hashlib
import io
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from personnel.models import Discipline, FileChange, Kinship, PersonFile, PersonPaper
from personnel.selectors.persons import kin_of, papers_valid_on
from personnel.services import facts, papers, persons
from personnel.verification import verify_seals
from tests.personnel.house import SENSITIVE, House, file_for
from workflow_app.approvals.errors import ConflictError, IncompleteError, NotAllowedError
from workflow_app.audit.models import AuditEntry
from workflow_app.notifications.models import Notification
from workflow_app.rulebook.models import Rule
from workflow_app.vault.fields import Sealed

PDF = b"%PDF-1.4\n" + "kết luận khám sức khỏe: huyết áp".encode() + b"\n%%EOF"


TOKENS = re.compile(rb"[A-Za-z0-9+/=]{22,}")
"""What each answer draws anew: the form's token, the nonce of the page"""


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay-kham.pdf", PDF, "application/pdf")


# --- Data ----------------------------------------------------------------------------------


def test_the_first_entry_makes_the_file_and_the_change_is_kept_under_seal(house: House) -> None:
    person = house.person("minh")
    changed = persons.change_file(
        person=person, values={"religion": "Công giáo", "sex": "male"}, user=house.nhung
    )
    assert changed == ("religion", "sex")
    file = PersonFile.objects.get(person=person)
    assert (file.religion, file.sex) == ("Công giáo", "male")
    change = FileChange.objects.get()
    assert change.changes == {"religion": ["", "Công giáo"], "sex": ["", "male"]}
    entry = AuditEntry.objects.get(action="person.file_changed")
    assert entry.data == {"fields": ["religion", "sex"]}


def test_saving_what_is_there_already_leaves_no_trace(house: House) -> None:
    file = file_for(house.person("minh"))
    values = {"religion": file.religion, "birth_date": file.birth_date}
    assert persons.change_file(person=file.person, values=values, user=house.nhung) == ()
    assert not FileChange.objects.exists()


def test_only_the_department_changes_a_file(house: House) -> None:
    file = file_for(house.person("minh"))
    for user in (house.cast.kien, house.cast.quang, house.cast.minh, house.cast.hoa):
        with pytest.raises(NotAllowedError):
            persons.change_file(person=file.person, values={"phone": "1"}, user=user)


# --- Corrections by the person -------------------------------------------------------------


def own_form(**values: str) -> dict[str, str]:
    return SENSITIVE | {"sex": "female", "birth_date": "30/04/1980", "note": ""} | values


def test_people_correct_some_data_at_once_and_ask_for_the_rest(
    house: House, client: Client
) -> None:
    file = file_for(house.person("minh"))
    client.force_login(house.cast.minh)
    sent = own_form(phone="0988 111 222", birth_date="04/05/1961", note="theo giấy khai sinh")
    page = client.post("/personnel/mine/edit/", sent, follow=True)
    assert page.status_code == 200
    file = PersonFile.objects.get()
    assert (file.phone, file.birth_date) == ("0988 111 222", dt.date(1980, 4, 30))
    asked = FileChange.objects.get(state="asked")
    assert asked.changes == {"birth_date": ["1980-04-30", "1961-05-04"]}
    client.post("/personnel/mine/edit/", own_form(phone="0988 111 222", birth_date="04/05/1961"))
    assert FileChange.objects.count() == 2, "asking twice is asking once"


def test_the_department_is_told_that_a_correction_is_asked_for_and_not_what(
    house: House, client: Client
) -> None:
    """Once for one request, nobody about their own file, nothing where nothing was asked."""
    file_for(house.person("minh"))
    persons.correct_own_file(user=house.cast.minh, values={"phone": "0988 111 222"})
    assert not Notification.objects.filter(event="person.correction_asked").exists()
    for __ in range(2):
        persons.correct_own_file(user=house.cast.minh, values={"birth_date": dt.date(1961, 5, 4)})
    persons.correct_own_file(user=house.nhung, values={"id_number": "001190007777"})
    notices = Notification.objects.filter(event="person.correction_asked").order_by("pk")
    assert [(notice.user, notice.path) for notice in notices] == [
        (house.nhung, f"/personnel/people/{house.person('minh').pk}/"),
        (house.phuc, f"/personnel/people/{house.person('minh').pk}/"),
        (house.phuc, f"/personnel/people/{house.person('nhung').pk}/"),
    ]
    told = " ".join(f"{notice.subject} {notice.body}" for notice in notices)
    assert house.person("minh").full_name in told
    for word in ("1961", "1980", "001190007777", SENSITIVE["id_number"], "0988"):
        assert word not in told
    for notice in notices:
        client.force_login(notice.user)
        assert client.get(notice.path).status_code == 200


def test_the_department_sees_what_was_corrected_and_answers(house: House, client: Client) -> None:
    file = file_for(house.person("minh"))
    client.force_login(house.cast.minh)
    client.post("/personnel/mine/edit/", own_form(phone="0988 111 222", birth_date="04/05/1961"))
    asked, done = FileChange.objects.get(state="asked"), FileChange.objects.get(state="done")
    client.force_login(house.nhung)
    base = f"/personnel/people/{file.person_id}/"
    assert "0988 111 222" in client.get(f"{base}details/").content.decode()
    client.post(f"{base}corrections/{asked.pk}/", {"decision": "decline", "answer": " "})
    assert FileChange.objects.get(pk=asked.pk).state == "asked", "a refusal says why"
    client.post(f"{base}corrections/{asked.pk}/", {"decision": "accept"})
    assert PersonFile.objects.get().birth_date == dt.date(1961, 5, 4)
    client.post(f"{base}corrections/{done.pk}/")
    assert not FileChange.objects.filter(reviewed_at=None).exists()


def test_a_correction_is_answered_once(house: House) -> None:
    file = file_for(house.person("minh"))
    persons.correct_own_file(user=house.cast.minh, values={"sex": "male"})
    change = FileChange.objects.get()
    persons.answer_correction(
        change=change, is_accepted=False, user=house.nhung, answer="Giấy khai sinh ghi khác."
    )
    with pytest.raises(ConflictError, match="Hồ Thị Nhung"):
        persons.answer_correction(change=change, is_accepted=True, user=house.phuc)
    assert PersonFile.objects.get(pk=file.pk).sex == "female"


def test_the_person_reads_the_answer(house: House, client: Client) -> None:
    file_for(house.person("minh"))
    persons.correct_own_file(user=house.cast.minh, values={"sex": "male"})
    persons.answer_correction(
        change=FileChange.objects.get(), is_accepted=False, user=house.nhung, answer="Ghi khác."
    )
    client.force_login(house.cast.minh)
    assert "Ghi khác." in client.get("/personnel/mine/").content.decode()


@pytest.mark.parametrize("is_accepted", (True, False))
def test_the_person_is_told_of_the_answer_and_no_word_of_the_file(
    house: House, client: Client, *, is_accepted: bool
) -> None:
    file_for(house.person("minh"))
    persons.correct_own_file(user=house.cast.minh, values={"id_number": "001190007777"})
    change = FileChange.objects.get()
    answer = "" if is_accepted else "Căn cước ghi 048075001234."
    persons.answer_correction(
        change=change, is_accepted=is_accepted, user=house.nhung, answer=answer
    )
    notice = Notification.objects.get(event="person.correction_answered")
    assert (notice.user, notice.path) == (house.cast.minh, "/personnel/mine/")
    told = f"{notice.subject} {notice.body}"
    for word in ("001190007777", "048075001234", "Căn cước", house.nhung.full_name):
        assert word not in told
    client.force_login(house.cast.minh)
    page = client.get(notice.path).content.decode()
    assert ("001190007777" if is_accepted else answer) in page


def test_what_a_person_corrected_themselves_is_looked_at_without_a_notice(house: House) -> None:
    file_for(house.person("minh"))
    persons.correct_own_file(user=house.cast.minh, values={"phone": "0988 111 222"})
    persons.review_correction(change=FileChange.objects.get(), user=house.nhung)
    assert not Notification.objects.filter(event="person.correction_answered").exists()


def test_ones_own_page_tells_nothing_of_a_deliberation(house: House, client: Client) -> None:
    """Not the papers about oneself, not who looked, not what is being looked into."""
    file = file_for(house.person("minh"))
    client.force_login(house.cast.minh)
    before = client.get("/personnel/mine/").content
    for kind in ("submission_minutes", "political_conclusion", "leadership_assessment"):
        PersonPaper.objects.create(file=file, kind=kind, issued_on="2026-10-01")
    Discipline.objects.create(
        person=file.person, kind="unknown", decided_on="2026-10-01", is_pending=True, note="đơn thư"
    )
    persons.read_file(person=file.person, user=house.nhung)
    persons.change_file(person=file.person, values={"occupation": ""}, user=house.nhung)
    after = client.get("/personnel/mine/").content
    assert TOKENS.sub(b"", before) == TOKENS.sub(b"", after)


def test_an_account_without_a_person_has_no_file(house: House, client: Client) -> None:
    house.person("xuan").user = None
    house.person("xuan").save()
    client.force_login(house.cast.xuan)
    assert client.get("/personnel/mine/").status_code == 200
    assert client.get("/personnel/mine/edit/").status_code == 302


# --- Papers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_valid"),
    (
        (dt.date(2026, 2, 27), False),
        (dt.date(2026, 2, 28), True),
        (dt.date(2026, 8, 28), True),
        (dt.date(2026, 8, 29), False),
    ),
)
def test_a_health_certificate_counts_for_six_months(
    house: House, day: dt.date, *, is_valid: bool
) -> None:
    file = file_for(house.person("minh"))
    PersonPaper.objects.create(file=file, kind="health", issued_on=dt.date(2026, 2, 28))
    state = {one.kind: one for one in papers_valid_on(file, day)}["health"]
    assert state.is_valid is is_valid
    assert "170/2025" in state.rule.legal_basis


def test_the_rule_of_the_day_counts(house: House) -> None:
    file = file_for(house.person("minh"))
    PersonPaper.objects.create(file=file, kind="photo", issued_on=dt.date(2026, 1, 1))
    Rule.objects.create(
        key="personnel.paper.photo", value=3, legal_basis="Quy chế mới", valid_from="2026-06-01"
    )

    def is_valid(day: dt.date) -> bool:
        return {one.kind: one.is_valid for one in papers_valid_on(file, day)}["photo"]

    assert [is_valid(dt.date(2026, 5, 31)), is_valid(dt.date(2026, 6, 1))] == [True, False]


def test_the_newest_paper_that_stands_counts(house: House) -> None:
    person = house.person("minh")
    for day in (dt.date(2026, 3, 1), dt.date(2026, 9, 1)):
        papers.add_paper(person=person, kind="cv", issued_on=day, user=house.nhung)

    def counted() -> dt.date | None:
        states = papers_valid_on(PersonFile.objects.get(), dt.date(2026, 10, 1))
        paper = {one.kind: one for one in states}["cv"].paper
        return paper.issued_on if paper else None

    assert counted() == dt.date(2026, 9, 1)
    newest = PersonPaper.objects.get(issued_on="2026-09-01")
    papers.withdraw_paper(paper=newest, user=house.nhung)
    assert counted() == dt.date(2026, 3, 1)
    with pytest.raises(ConflictError):
        papers.withdraw_paper(paper=newest, user=house.nhung)


def test_without_a_file_every_paper_is_missing(house: House) -> None:
    states = papers_valid_on(None, timezone.localdate())
    assert {one.is_missing for one in states} == {True}
    assert len(states) == 10


def test_a_paper_of_tomorrow_is_refused(house: House) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(1)
    with pytest.raises(IncompleteError):
        papers.add_paper(
            person=house.person("minh"), kind="cv", issued_on=tomorrow, user=house.nhung
        )


def test_what_is_attached_lies_sealed_on_the_disk_and_comes_back_whole(
    house: House, client: Client
) -> None:
    person = house.person("minh")
    paper = papers.add_paper(
        person=person, kind="health", issued_on=dt.date(2026, 9, 1), user=house.nhung, upload=scan()
    )
    stored = Path(django_settings.MEDIA_ROOT) / paper.attachment.file.name
    assert b"%PDF" not in stored.read_bytes()
    assert "huyết áp".encode() not in stored.read_bytes()
    client.force_login(house.nhung)
    address = f"/personnel/people/{person.pk}/papers/{paper.pk}/file/"
    answer = client.get(address)
    assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    entry = AuditEntry.objects.get(action="person.paper_read")
    assert (entry.actor, entry.data["kind"]) == (house.nhung, "health")


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    (
        ("minh", "health", 200),
        ("minh", "political_conclusion", 404),
        ("kien", "health", 404),
        ("quang", "health", 404),
        ("hoa", "health", 404),
    ),
)
def test_a_scan_is_given_to_its_person_and_to_those_who_read_the_file(
    house: House, client: Client, name: str, kind: str, status: int
) -> None:
    person = house.person("minh")
    paper = papers.add_paper(
        person=person, kind=kind, issued_on=dt.date(2026, 9, 1), user=house.nhung, upload=scan()
    )
    client.force_login(getattr(house.cast, name))
    address = f"/personnel/people/{person.pk}/papers/{paper.pk}/file/"
    assert client.get(address).status_code == status


def test_a_program_is_no_scan(house: House, client: Client) -> None:
    client.force_login(house.nhung)
    program = io.BytesIO(b"MZ" + bytes(200))
    program.name = "anh.png"
    sent = {"kind": "photo", "issued_on": "01/09/2026", "upload": program}
    page = client.post(f"/personnel/people/{house.person('minh').pk}/papers/", sent)
    assert page.status_code == 422
    assert not PersonPaper.objects.exists()


# --- Discipline and relatives --------------------------------------------------------------


def test_discipline_is_recorded_and_settled(house: House, client: Client) -> None:
    person = house.person("minh")
    client.force_login(house.nhung)
    base = f"/personnel/people/{person.pk}/discipline/"
    client.post(
        f"{base}new/",
        {"kind": "unknown", "decided_on": "01/10/2026", "is_pending": "on", "note": "đơn thư"},
    )
    found = Discipline.objects.get()
    assert (found.is_pending, found.note) == (True, "đơn thư")
    assert "đơn thư" not in client.get(f"/personnel/people/{person.pk}/").content.decode()
    sent = {"kind": "warning", "decided_on": "15/10/2026", "ends_on": "01/10/2026"}
    assert client.post(f"{base}{found.pk}/", sent).status_code == 422
    client.post(f"{base}{found.pk}/", sent | {"ends_on": "15/10/2027"})
    found = Discipline.objects.get()
    assert (found.is_pending, found.kind, found.ends_on) == (
        False,
        "warning",
        dt.date(2027, 10, 15),
    )


def test_a_relative_is_recorded_once_for_both_and_taken_back(house: House, client: Client) -> None:
    minh, lan = house.person("minh"), house.person("lan")
    made = facts.record_kinship(person=minh, relative=lan, relation="sibling", user=house.nhung)
    with pytest.raises(ConflictError):
        facts.record_kinship(person=lan, relative=minh, relation="sibling", user=house.nhung)
    with pytest.raises(IncompleteError):
        facts.record_kinship(person=lan, relative=lan, relation="other", user=house.nhung)
    assert [kin_of(minh), kin_of(lan)] == [[made], [made]]
    client.force_login(house.nhung)
    client.post(f"/personnel/people/{lan.pk}/relatives/{made.pk}/remove/")
    assert not Kinship.objects.exists()


def test_a_change_of_keys_takes_the_scans_along(house: House, settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    paper = papers.add_paper(
        person=house.person("minh"),
        kind="health",
        issued_on=dt.date(2026, 9, 1),
        user=house.nhung,
        upload=scan(),
    )
    before = paper.attachment.file.name
    call_command("rotate_keys", new_key=True, stdout=io.StringIO())
    call_command("rotate_keys", forget_old_keys=True, stdout=io.StringIO())
    stored = PersonPaper.objects.get().attachment
    assert stored.file.name != before
    assert papers.opened(stored) == PDF
    on_disk = Path(stored.file.path).read_bytes()
    assert (stored.size, stored.sha256) == (len(on_disk), hashlib.sha256(on_disk).hexdigest())


def test_verify_finds_a_seal_that_no_key_opens(house: House) -> None:
    file = file_for(house.person("minh"))
    assert verify_seals().ok
    PersonFile.objects.filter(pk=file.pk).update(phone=Sealed("gAAAAA=="))
    result = verify_seals()
    assert not result.ok
    assert "PersonFile.phone" in str(result.details)
