"""Papers of a session as they are downloaded: by whom, when, and in which form."""

from django.test import Client

from tests.ballots.agenda import closed, planned
from tests.ballots.test_pages import url
from tests.ballots.test_sheet import signed_in
from tests.cast import Cast


def test_minutes_and_counts_are_there_after_the_closing_and_not_before(cast: Cast) -> None:
    session = planned(cast)
    client = signed_in(cast.an)
    early = [url("minutes", session.pk, "pdf"), url("counting_minutes", session.pk, 1, "docx")]
    assert [client.get(page).status_code for page in early] == [404, 404]


def test_the_papers_of_a_closed_session_come_as_files(cast: Cast) -> None:
    session = closed(cast)
    client = signed_in(cast.son)
    for name, args in (("minutes", ()), ("counting_minutes", (1,)), ("resolution", ())):
        pdf = client.get(url(name, session.pk, *args, "pdf"))
        word = client.get(url(name, session.pk, *args, "docx"))
        assert pdf.content.startswith(b"%PDF")
        assert word.content.startswith(b"PK")
        assert pdf["Content-Disposition"].isascii()
    assert client.get(url("minutes", session.pk, "exe")).status_code == 404
    assert client.get(url("counting_minutes", session.pk, 2, "pdf")).status_code == 404
    page = client.get(session.get_absolute_url()).content.decode()
    assert url("minutes", session.pk, "pdf") in page


def read_to_the_end(client: Client, page: str) -> int:
    """Return the status; a file that is handed out is closed once it has been read."""
    answer = client.get(page)
    assert b"".join(answer)
    return answer.status_code


def test_members_read_the_minutes_and_strangers_find_nothing(cast: Cast) -> None:
    session = closed(cast)
    found = {
        name: [
            read_to_the_end(signed_in(cast.users[name]), page)
            for page in (
                url("minutes", session.pk, "docx"),
                url("resolution", session.pk, "docx"),
                url("board_pack", session.pk),
            )
        ]
        for name in ("an", "kien", "minh")
    }
    assert found == {"an": [200, 403, 200], "kien": [200, 403, 200], "minh": [404, 404, 404]}
