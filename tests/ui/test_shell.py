"""The frame of every page: appearance, language, what strangers see, the strict policy."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from workflow_app.accounts.models import User
from workflow_app.ui import context, navigation

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan() -> User:
    return User.objects.create_user(
        username="lan", email="lan@example.vn", password="mot-mat-khau-dai", full_name="Lê Thị Lan"
    )


def test_the_appearance_of_the_account_comes_with_the_page(client: Client, lan: User) -> None:
    client.force_login(lan)
    client.post("/appearance/", {"theme": "dark"})
    lan.refresh_from_db()
    assert lan.theme == "dark"
    page = client.get("/nowhere/").content.decode()
    assert re.search(r'data-theme-choice="dark"\s+data-bs-theme="dark"', page)


def test_a_stranger_s_appearance_is_remembered_by_the_browser(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark"})
    assert 'data-theme-choice="dark"' in client.get("/account/login/").content.decode()


def test_an_unknown_appearance_follows_the_device(client: Client, lan: User) -> None:
    client.force_login(lan)
    client.post("/appearance/", {"theme": "<script>"})
    lan.refresh_from_db()
    assert lan.theme == "auto"


@pytest.mark.parametrize("address", ("https://evil.example/", "//evil.example/", "javascript:1"))
@pytest.mark.parametrize("page", ("/appearance/", "/language/"))
def test_a_switch_never_leads_to_another_site(client: Client, page: str, address: str) -> None:
    response = client.post(page, {"theme": "dark", "language": "en", "next": address})
    assert "evil" not in response.headers["Location"]
    assert "javascript" not in response.headers["Location"]


def test_the_language_is_switched_before_the_sign_in_and_kept_with_the_account(
    client: Client, lan: User
) -> None:
    client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert 'lang="en"' in client.get("/account/login/").content.decode()
    client.force_login(lan)
    client.post("/language/", {"language": "en"})
    lan.refresh_from_db()
    assert lan.language == "en"


def test_a_switch_is_never_a_link(client: Client) -> None:
    assert client.get("/appearance/").status_code == 405
    assert client.get("/language/").status_code == 405


def test_strangers_see_nothing_but_the_sign_in(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert "sidenav" not in page
    assert "phonebar" not in page


def test_the_styleguide_is_for_maintainers(client: Client, settings) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.STYLEGUIDE = True
    assert client.get("/styleguide/").status_code == 200


def test_no_page_needs_an_exception_from_the_policy(client: Client, settings) -> None:
    settings.STYLEGUIDE = True
    response = client.get("/styleguide/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son[a-z]+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_the_shell_itself_asks_the_database_nothing(
    client: Client,
    lan: User,
    django_assert_num_queries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(context, "_providers", {})
    client.force_login(lan)
    client.get("/nowhere/")
    with django_assert_num_queries(2):  # the session and the account
        client.get("/nowhere/")


def test_nothing_is_loaded_from_elsewhere() -> None:
    for value in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values():
        assert not [source for source in value if "http" in str(source)]


def test_an_error_of_ours_stands_in_the_server_s_log_without_what_was_asked(
    client: Client, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(__: str) -> None:
        raise RuntimeError("a line of ours is wrong")

    monkeypatch.setattr("workflow_app.approvals.views.search.found_units", broken)
    (handler,) = logging.getLogger("django").handlers
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    client.raise_request_exception = False
    client.force_login(lan)

    answer = client.get("/search/", {"q": "chuyện riêng"})
    assert answer.status_code == 500
    assert "Hệ thống gặp sự cố" in answer.content.decode()
    assert "/search/\nTraceback" in written.getvalue()
    assert "a line of ours is wrong" in written.getvalue()
    assert "riêng" not in written.getvalue()

    client.get("/nowhere/")
    assert "nowhere" not in written.getvalue()
