"""Certificates: what stands on the sheet, and that nothing ever leaves its place."""

import itertools
import re
import zlib
from typing import NamedTuple

import pytest
from django.test import Client

from awards.certificates import certificate_of, certificates_pdf, spelled
from awards.models import Award
from tests.awards.house import House
from tests.papers.reading import sheets

from .told import granted, person

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
MARGIN = 34 * MM
LINE = re.compile(
    rb"q 1 0 0 -1 ([\d.]+) ([\d.]+) cm.{0,80}?\nBT .{0,20}?/f\d+ ([\d.]+) Tf", re.DOTALL
)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


class Line(NamedTuple):
    """A line of text: where it begins, its base from the lower edge, its size; in points."""

    left: float
    base: float
    size: float


def lines_of(pdf: bytes) -> list[list[Line]]:
    """The lines of every sheet, as they were set."""
    found = []
    for stream in STREAM.findall(pdf):
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        lines = [Line(*map(float, match)) for match in LINE.findall(content)]
        if lines:
            found.append(lines)
    return found


def longest(field: str, word: str) -> str:
    limit = Award._meta.get_field(field).max_length or 0
    return (f"{word} " * limit)[:limit].strip()


def test_the_sheet_says_what_the_decree_asks_for(house: House) -> None:
    [flag] = granted(house, ("flag", house.recipient("LH-DANANG")))
    [sheet] = sheets(certificates_pdf([flag]))
    said = " ".join(sheet.split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ĐOÀN CHỦ TỊCH LIÊN HIỆP CÁC TỔ CHỨC HỮU NGHỊ VIỆT NAM",
        "TẶNG",
        "CỜ THI ĐUA CỦA VUFO",
        "Liên hiệp các tổ chức hữu nghị thành phố Đà Nẵng",
        flag.citation,
        "Số quyết định: 01/QĐ-KT, ngày",
        "Số sổ vàng: 01",
        "CHỦ TỊCH",
        "Phạm Thị Phương",
        spelled(flag.code),
    ):
        assert words in said


def test_a_title_is_named_as_one_and_brackets_are_not_printed(house: House) -> None:
    house.types["certificate_person"].form = "title"
    house.types["certificate_person"].save()
    [award] = granted(house, ("certificate_person", person("Lê An")))
    words = certificate_of(award)
    assert (words["verb"], words["award"]) == ("TẶNG DANH HIỆU", "BẰNG KHEN CỦA VUFO")


@pytest.mark.parametrize(
    ("language", "said"),
    (("en", "AWARDS"), ("fr", "DÉCERNE"), ("es", "OTORGA")),
)
def test_foreigners_read_it_in_their_language(house: House, language: str, said: str) -> None:
    nominee = person("John Smith", nationality="Vương quốc Anh", language=language)
    [award] = granted(house, ("medal", nominee))
    second = certificate_of(award)["second"]
    assert second["verb"] == said
    assert second["award"]
    [vietnamese] = granted(house, ("certificate_person", person("Lê An")))
    assert certificate_of(vietnamese)["second"] is None


def test_the_longest_words_stay_in_their_place(house: House) -> None:
    """Between award and signature, within the margins, line under line, none left out."""
    nominee = person("John Smith", nationality="Vương quốc Anh", language="en")
    plain, foreign, endless = granted(
        house,
        ("certificate_person", person("Lê An")),
        ("medal", nominee),
        ("certificate_person", person("Trần Bình")),
    )
    for award, word in ((plain, "Nghiêng"), (foreign, "Nghiêng"), (endless, "W" * 400)):
        award.name, award.details = longest("name", word), longest("details", word)
        award.citation = longest("citation", word)
    foreign.citation_foreign = longest("citation_foreign", "Friendship")
    pdf = certificates_pdf([plain, foreign, endless])
    said = sheets(pdf)
    assert len(said) == 3
    for award, sheet in zip((plain, foreign), said, strict=False):
        words = " ".join(sheet.split())
        assert words.count("Nghiêng") == (award.name + award.details + award.citation).count(
            "Nghiêng"
        )
    for lines in lines_of(pdf):
        assert len(lines) > 20
        centred = [line for line in lines if abs(line.left) > 100 and line.base > 200]
        foot = max(line.base + line.size for line in lines if line.size == 13 and line.base < 200)
        assert min(line.base for line in centred) > foot
        assert min(line.left for line in lines) >= MARGIN - 1  # centred: as much room on the right
        bases = sorted({(round(line.base, 1), line.size) for line in centred})
        for (low, __), (high, size) in itertools.pairwise(bases):
            assert high - low >= 0.85 * min(size, high - low + 1) or high == low
        assert max(line.base + line.size for line in lines) < 595.3 - 10 * MM


def test_usual_words_keep_their_full_size(house: House) -> None:
    [flag] = granted(house, ("flag", house.recipient("LH-DANANG")))
    [lines] = lines_of(certificates_pdf([flag]))
    assert {27.0, 31.0} <= {line.size for line in lines}


def test_one_file_for_a_decision_and_single_files(house: House, client: Client) -> None:
    awards = granted(
        house,
        ("flag", house.recipient("LH-DANANG")),
        ("certificate_person", person("Lê An")),
    )
    client.force_login(house.cast.thu)
    every = client.get(f"/awards/register/decisions/{awards[0].decision_id}/certificates/")
    assert every["Content-Type"] == "application/pdf"
    assert len(sheets(every.content)) == 2
    one = client.get(f"/awards/register/awards/{awards[1].pk}/certificate/")
    assert len(sheets(one.content)) == 1
    Award.objects.filter(pk=awards[1].pk).update(state="revoked")
    assert client.get(f"/awards/register/awards/{awards[1].pk}/certificate/").status_code == 302
    left = client.get(f"/awards/register/decisions/{awards[0].decision_id}/certificates/")
    assert len(sheets(left.content)) == 1


def test_nothing_is_printed_that_does_not_stand(house: House) -> None:
    [flag] = granted(house, ("flag", house.recipient("LH-DANANG")))
    flag.state = "revoked"
    with pytest.raises(ValueError, match="stand"):
        certificates_pdf([flag])
