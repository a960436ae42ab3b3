"""The navigation is data: who sees what, where one is, and that drawing it asks nothing itself."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.checks import run_checks
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import ResolverMatch, resolve, reverse

from workflow_app.accounts.models import User
from workflow_app.ui import context, navigation
from workflow_app.ui.navigation import NavItem, as_data, build_navigation, register

pytestmark = pytest.mark.usefixtures("empty_navigation")


@pytest.fixture
def empty_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(context, "_providers", {})


@pytest.fixture
def request_of_lan() -> HttpRequest:
    request = RequestFactory().get("/appearance/")
    request.user = User(pk=1, username="lan", full_name="Nguyễn Thị Lan")
    request.resolver_match = resolve("/appearance/")
    return request


def item(key: str, order: int = 10, **kwargs: object) -> NavItem:
    return NavItem(key, key.title(), "ui:theme", "list", order, **kwargs)  # type: ignore[arg-type]


def test_errands_stand_in_their_order_whoever_registered_first(request_of_lan: HttpRequest) -> None:
    register(item("reports", 60))
    register(item("worklist", 10))
    register(item("plans", 20))
    assert [link.key for link in build_navigation(request_of_lan)] == [
        "worklist",
        "plans",
        "reports",
    ]


def test_an_errand_is_shown_only_to_those_who_have_it(request_of_lan: HttpRequest) -> None:
    register(item("personnel", visible=lambda request: request.user.username == "thu"))
    register(item("plans"))
    assert as_data(build_navigation(request_of_lan)) == [{"key": "plans", "children": []}]


def test_a_stranger_has_no_navigation() -> None:
    register(item("plans"))
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert context.Shell(request).nav_items == []


def test_an_errand_without_a_page_stays_hidden_and_is_named_by_the_check(
    request_of_lan: HttpRequest,
) -> None:
    register(NavItem("lost", "Lost", "nowhere:at-all"))
    assert build_navigation(request_of_lan) == []
    assert [m.id for m in run_checks() if "nowhere:at-all" in m.msg] == ["ui.W001"]


def test_the_errand_of_the_page_is_marked(request_of_lan: HttpRequest) -> None:
    request_of_lan.resolver_match = ResolverMatch(
        lambda: None, (), {}, url_name="detail", namespaces=["plans"]
    )
    register(item("worklist"))
    register(item("plans", 20, namespaces=("plans",)))
    assert [link.current for link in build_navigation(request_of_lan)] == [False, True]


def test_a_page_below_an_errand_opens_it(request_of_lan: HttpRequest) -> None:
    register(NavItem("admin", "Administration", "ui:language", "settings", 90))
    register(item("units", parent="admin"))
    (admin,) = build_navigation(request_of_lan)
    assert (admin.current, [(c.key, c.current) for c in admin.children]) == (
        True,
        [("units", True)],
    )


def test_a_page_without_an_errand_of_its_own_marks_the_nearest_above_it(
    request_of_lan: HttpRequest,
) -> None:
    request_of_lan.path = reverse("organization:admin:person", args=[7])
    request_of_lan.resolver_match = resolve(request_of_lan.path)
    register(
        NavItem("admin", "Admin", "organization:admin:home", namespaces=("organization:admin",))
    )
    for key in ("home", "people", "holders"):
        register(NavItem(key, key, f"organization:admin:{key}", parent="admin"))
    (admin,) = build_navigation(request_of_lan)
    assert [child.key for child in admin.children if child.current] == ["people"]


def test_a_counter_is_shown_beside_its_errand(request_of_lan: HttpRequest) -> None:
    register(item("worklist", badge=lambda _request: 7))
    assert [link.badge for link in build_navigation(request_of_lan)] == [7]


def test_a_provider_is_asked_once_and_only_for_people_who_are_signed_in(
    request_of_lan: HttpRequest,
) -> None:
    asked = []
    context.register_provider("bell", lambda request: asked.append(request) or len(asked))
    shell = context.Shell(request_of_lan)
    assert (shell["bell"], shell["bell"], len(asked)) == (1, 1, 1)
    stranger = RequestFactory().get("/")
    stranger.user = AnonymousUser()
    with pytest.raises(KeyError):
        context.Shell(stranger)["bell"]


def test_a_phone_shows_the_first_four(request_of_lan: HttpRequest) -> None:
    for number in range(7):
        register(item(f"errand{number}", number))
    shell = context.Shell(request_of_lan)
    assert [link.key for link in shell.phone_items] == [f"errand{n}" for n in range(4)]
