"""Pages of nominations, as the people at them see and use them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards.models import AwardCampaign, Nomination, NominationPaper, Objection, Recipient
from awards.services.publication import object_to
from tests.awards.house import House
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stage

from .driver import AN_OUTSIDER, FILLED, a_pdf, nominated, open_house, outsider


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, page_name: str, *args: Any, **query: Any) -> Any:
    return signed_in(user).get(reverse(f"awards:{page_name}", args=args), query)


def post(user: User, page_name: str, *args: Any, **data: Any) -> Any:
    return signed_in(user).post(reverse(f"awards:{page_name}", args=args), data)


def typed(**values: Any) -> dict[str, Any]:
    return {**FILLED, "counts_from": "01/01/2027", "counts_to": "31/12/2027", **values}


def test_a_drafter_finds_the_nominee_without_marks_and_opens_the_nomination(house: House) -> None:
    open_house(house)
    bang = outsider()
    award = house.types["certificate_person"]
    found = page(house.cast.hoa, "nomination_find", award_type=award.pk, q="huu bang")
    assert "Trần Hữu Bằng" in found.content.decode()

    answer = post(
        house.cast.hoa,
        "nomination_new",
        campaign=house.campaign.pk,
        unit=house.cast.unit("LH-DANANG").pk,
        award_type=award.pk,
        nominee=f"r{bang.pk}",
    )

    nomination = Nomination.objects.get()
    assert answer.url == reverse("awards:nomination_edit", args=[nomination.dossier.code])


def test_a_unit_of_the_organisation_is_found_before_it_was_ever_nominated(house: House) -> None:
    open_house(house)
    answer = page(house.cast.hoa, "nomination_find", award_type=house.types["flag"].pk, q="da nang")
    assert f"u{house.cast.unit('LH-DANANG').pk}" in answer.content.decode()


def test_twins_are_shown_before_a_second_row_is_made(house: House) -> None:
    open_house(house)
    outsider()
    values = {"name": "Bang Tran Huu", "birth_date": "30/04/1961"}
    answer = post(house.cast.hoa, "recipient_new", "person", **values)
    assert answer.status_code == 409
    assert "Trần Hữu Bằng" in answer.content.decode()
    assert Recipient.objects.count() == 1

    key = f"r{Recipient.objects.get().pk}"
    answer = post(house.cast.hoa, "recipient_new", "person", **values, another=key)
    assert answer.status_code == 302
    assert Recipient.objects.count() == 2


def test_a_foreigner_needs_a_second_language(house: House) -> None:
    open_house(house)
    values = {"name": "Bounpone Sisavath", "nationality": "Lào"}
    assert post(house.cast.hoa, "recipient_new", "person", **values).status_code == 422
    assert (
        post(house.cast.hoa, "recipient_new", "person", **values, language="en").status_code == 302
    )


def test_the_editor_saves_and_says_what_the_rules_find(house: House) -> None:
    driver = nominated(house)
    code = driver.dossier.code
    shown = page(house.cast.hoa, "nomination_edit", code).content.decode()
    assert "Luật Thi đua, khen thưởng 06/2022/QH15, Điều 84 khoản 1" in shown  # papers

    post(house.cast.hoa, "nomination_edit", code, **typed())
    assert driver.nomination.citation == FILLED["citation"]


def test_typing_is_checked_and_nothing_of_it_is_stored(house: House) -> None:
    driver = nominated(house)
    before = page(house.cast.hoa, "nomination_edit", driver.dossier.code).content.decode()
    answer = post(house.cast.hoa, "nomination_check", driver.dossier.code, **typed())
    assert before.count("<li>") > answer.content.decode().count("<li>")
    assert driver.nomination.citation == ""


def test_papers_are_added_opened_and_withdrawn(house: House) -> None:
    driver = nominated(house)
    code = driver.dossier.code
    post(house.cast.hoa, "nomination_paper_add", code, kind="submission", file=a_pdf())
    paper = NominationPaper.objects.get()
    opened = page(house.cast.hoa, "nomination_paper", code, paper.pk)
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    assert page(house.cast.hanh, "nomination_paper", code, paper.pk).status_code == 404

    post(house.cast.hoa, "nomination_paper_withdraw", code, paper.pk)
    paper.refresh_from_db()
    assert paper.withdrawn_at is not None


def test_what_is_no_paper_is_refused_beside_its_field(house: House) -> None:
    driver = nominated(house)
    bad = a_pdf("virus.exe")
    bad.file.seek(0)
    bad.file.write(b"MZ\x90\x00" + b"\0" * 60)
    bad.file.seek(0)
    answer = post(
        house.cast.hoa, "nomination_paper_add", driver.dossier.code, kind="submission", file=bad
    )
    assert answer.status_code == 422


def test_the_list_says_what_drafts_lack(house: House) -> None:
    nominated(house)
    shown = page(house.cast.hoa, "nominations").content.decode()
    assert "Trần Hữu Bằng" in shown
    assert page(house.cast.hanh, "nominations").content.decode().count("Trần Hữu Bằng") == 0


def test_the_list_begins_with_the_latest_campaigns_and_finds_older_ones_by_name(
    house: House,
) -> None:
    nominated(house)
    for later in (1, 2, 3):
        campaign = AwardCampaign.objects.get(pk=house.campaign.pk)
        campaign.pk, campaign.year = None, campaign.year + later
        campaign.save(force_insert=True)
    latest = page(house.cast.hoa, "nominations").content.decode()
    assert "Trần Hữu Bằng" not in latest
    assert "Các đợt gần nhất" in latest
    assert "Đang hiện 3 đợt gần nhất" in latest
    assert "Chưa có đề nghị nào trong các đợt gần nhất" in latest
    of_then = page(house.cast.hoa, "nominations", campaign=house.campaign.pk).content.decode()
    assert "Trần Hữu Bằng" in of_then
    assert "Đang hiện" not in of_then

    sought = page(house.cast.hoa, "nominations", q="hữu bằng").content.decode()
    everywhere = f"{reverse('approvals:search')}?q=h%E1%BB%AFu%20b%E1%BA%B1ng"
    assert f'href="{everywhere}"' in sought
    assert "Trần Hữu Bằng" in signed_in(house.cast.hoa).get(everywhere).content.decode()


def test_the_list_is_narrowed_by_the_step_where_a_nomination_is(house: House) -> None:
    nominated(house)
    drafts = page(house.cast.hoa, "nominations", stage=Stage.DRAFTING).content.decode()
    assert "Trần Hữu Bằng" in drafts
    assert "Đang hiện" not in drafts  # there is one campaign, and it is shown
    adopted = page(house.cast.hoa, "nominations", stage=Stage.ADOPTED).content.decode()
    assert "Trần Hữu Bằng" not in adopted
    assert "Đã thông qua và ban hành" in adopted


def test_ready_drafts_are_submitted_together_and_the_others_named(house: House) -> None:
    ready, lacking = nominated(house), nominated(house, "flag")
    ready.fill()
    answer = post(
        house.cast.hoa,
        "nomination_batch",
        "submit",
        dossier=[ready.nomination.pk, lacking.nomination.pk],
    )
    assert answer.status_code == 409
    assert ready.dossier.stage == Stage.SIGNING
    assert lacking.dossier.stage == Stage.DRAFTING

    post(house.cast.minh, "nomination_batch", "sign", dossier=[ready.nomination.pk])
    assert ready.dossier.stage == Stage.APPRAISING_CONTENT


def test_the_worklist_puts_what_differs_first_and_passes_the_others(house: House) -> None:
    within, differing = nominated(house), nominated(house, recipient=outsider(name="Lê Thị Sen"))
    within.to_appraisal()
    differing.fill()
    differing.hand_in()

    shown = page(house.tam, "appraisal").content.decode()
    assert shown.index("Lê Thị Sen") < shown.index("Trần Hữu Bằng")
    post(
        house.tam, "appraisal", dossier=[within.nomination.pk, differing.nomination.pk]
    )  # a ticked one that differs is not in the list that is passed
    assert within.dossier.stage == Stage.PUBLISHED
    assert differing.dossier.stage == Stage.APPRAISING_CONTENT


def test_a_long_worklist_is_checked_and_passed_page_by_page(house: House, monkeypatch) -> None:
    monkeypatch.setattr("awards.selectors.appraisal.PER_PAGE", 2)
    names = ("Lê Thị Sen", "Lý Thị Đào", "Vũ Thị Cúc")
    drivers = [nominated(house, recipient=outsider(name=name)) for name in names]
    for driver in drivers:
        driver.to_appraisal()

    first, second = (page(house.tam, "appraisal", page=number) for number in (1, 2))
    for shown, there in ((first, (True, True, False)), (second, (False, False, True))):
        text = shown.content.decode()
        assert tuple(name in text for name in names) == there
        assert "<strong>3</strong> hồ sơ" in text

    post(house.tam, "appraisal", dossier=[driver.nomination.pk for driver in drivers[:2]])
    assert [driver.dossier.stage for driver in drivers] == [
        Stage.PUBLISHED,
        Stage.PUBLISHED,
        Stage.APPRAISING_CONTENT,
    ]
    after_the_last = page(house.tam, "appraisal", page=2).content.decode()
    assert names[2] in after_the_last


def test_a_dossier_that_came_in_anew_is_not_passed_by_an_old_list(house: House) -> None:
    driver = nominated(house)
    driver.to_appraisal()
    driver.do(house.tam, "appraise", Outcome.RETURNED, "Sửa tóm tắt.")
    driver.fill(citation="Thành tích khác hẳn trong năm 2027")
    driver.hand_in()
    key = driver.nomination.pk
    post(house.tam, "appraisal", **{"dossier": [key], f"revision-{key}": "1"})
    assert driver.dossier.stage == Stage.APPRAISING_CONTENT


def test_the_head_overrides_on_a_page_and_officers_have_none(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    where = ("nomination_override", driver.dossier.code, "paper.submission")
    assert page(house.tam, *where).status_code == 404
    assert page(house.uyen, *where).status_code == 200
    assert post(house.uyen, *where, reason="Đã nhận bản giấy").status_code == 302


@pytest.mark.parametrize("stage", ("appraisal", "published", "objections"))
def test_the_dossiers_page_draws_at_every_stage(house: House, stage: str) -> None:
    driver = nominated(house)
    driver.to_appraisal()
    if stage != "appraisal":
        driver.do(house.tam, "appraise", Outcome.APPRAISED)
    if stage == "objections":
        object_to(nomination=driver.nomination, text="Không đúng sự thật", user=house.cast.vy)
        driver.end_publication()
    shown = signed_in(house.tam).get(driver.dossier.get_absolute_url())
    assert shown.status_code == 200
    assert FILLED["citation"] in shown.content.decode()


def test_everybody_signed_in_objects_and_reads_what_was_found(house: House) -> None:
    driver = nominated(house)
    driver.to_publication()
    xuan = house.cast.xuan
    shown = page(xuan, "published").content.decode()
    assert "Trần Hữu Bằng" in shown
    assert driver.dossier.code not in shown
    post(xuan, "objection", driver.nomination.pk, text="Thành tích của người khác.")
    assert Objection.objects.get().by == xuan
    assert "Thành tích của người khác." in page(xuan, "published").content.decode()
    assert "Thành tích của người khác." not in page(house.cast.vy, "published").content.decode()

    driver.end_publication()
    code, key = driver.dossier.code, driver.objection().pk
    assert page(xuan, "hearing", code).status_code == 404
    post(house.tam, "hearing", code, objection=key, is_upheld="no", answer="Hồ sơ gốc khớp.")
    assert "Hồ sơ gốc khớp." in page(xuan, "published").content.decode()


def test_a_letter_is_entered_with_its_sender(house: House) -> None:
    driver = nominated(house)
    driver.to_publication()
    where = ("objection_letter", driver.dossier.code)
    assert page(house.cast.hoa, *where).status_code == 404
    post(house.tam, *where, sender="Ông Trần Văn Thư, Đà Nẵng", text="Không đủ thành tích.")
    assert Objection.objects.get().sender.startswith("Ông Trần")


def test_the_secretariat_says_who_is_the_same_and_takes_it_back(house: House) -> None:
    bang, twin = outsider(), outsider(name="Tran Huu Bang", birth_date=None)
    assert page(house.cast.hoa, "recipients").status_code == 404
    assert "Tran Huu Bang" in page(house.tam, "recipients", q="bằng").content.decode()
    label = f"{bang.name} · 1961 · {bang.post} · {bang.organisation} · #{bang.pk}"
    [(_, row, offered)] = page(house.tam, "recipient", twin.pk).context["twins"]
    assert (row, offered) == (bang, label)
    post(house.tam, "recipient_same", twin.pk, into=offered)
    twin.refresh_from_db()
    assert twin.merged_into == bang
    assert page(house.tam, "recipient", bang.pk).status_code == 200

    post(house.tam, "recipient_separate", twin.pk)
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_a_unit_corrects_its_nominee_while_it_drafts_and_no_longer(house: House) -> None:
    driver = nominated(house)
    code = driver.dossier.code
    values = {**AN_OUTSIDER, "birth_date": "30/04/1961", "post": "Chủ tịch câu lạc bộ"}
    post(house.cast.hoa, "nominee", code, **values)
    assert driver.nomination.recipient.post == "Chủ tịch câu lạc bộ"
    driver.fill()
    driver.hand_in()
    post(house.cast.hoa, "nominee", code, **(values | {"post": "Khác"}))
    assert driver.nomination.recipient.post == "Chủ tịch câu lạc bộ"


def test_the_button_says_why_a_nomination_cannot_be_passed_on_yet(house: House) -> None:
    driver = nominated(house)
    driver.fill()
    driver.hand_in()
    shown = signed_in(house.tam).get(driver.dossier.get_absolute_url())
    (button,) = shown.context["frame"].forward
    assert button.why_not.startswith("Còn 2 điều kiện chưa đạt")
    driver.do(house.tam, "appraise", Outcome.RETURNED, "Thiếu báo cáo thành tích.")
    driver.add_papers()
    driver.hand_in()
    shown = signed_in(house.tam).get(driver.dossier.get_absolute_url())
    assert [one.why_not for one in shown.context["frame"].forward] == [""]
