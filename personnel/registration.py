"""What this feature adds to the shared rooms; called once from `apps.ready`."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow_app.accounts.models import User
from workflow_app.audit.actions import register_action
from workflow_app.audit.verification import register_check
from workflow_app.organization.enums import Duty
from workflow_app.organization.selectors.posts import posts_of
from workflow_app.rulebook.keys import HOUSE, RuleKey, register_rule
from workflow_app.ui.navigation import NavItem
from workflow_app.ui.navigation import register as register_navigation
from workflow_app.vault.registry import Store, register_store

from .enums import PaperKind
from .selectors.access import inspects, is_concerned, keeps_files
from .services.papers import attachments, replace_attachment, sealed_attachment
from .verification import verify_seals

FILES = "Nghị định 170/2025/NĐ-CP, Điều 35 (áp dụng tương tự)"
SIX_MONTHS = 6


def register() -> None:
    """Register audit actions, rules and places in the navigation."""
    register_persons()
    register_person_pages()


def register_persons() -> None:
    """Files of persons, composition of bodies."""
    for action, label in (
        ("person.file_viewed", _("Sensitive data of a file read")),
        ("person.file_changed", _("File of a person changed")),
        ("person.file_corrected", _("Own file corrected")),
        ("person.correction_asked", _("Correction of own file asked for")),
        ("person.correction_answered", _("Correction of a file answered")),
        ("person.paper_added", _("Paper added to a file")),
        ("person.paper_withdrawn", _("Paper of a file withdrawn")),
        ("person.paper_read", _("Paper of a file opened")),
        ("person.discipline_recorded", _("Discipline recorded")),
        ("person.kinship_recorded", _("Kinship recorded")),
        ("person.kinship_removed", _("Kinship taken back")),
        ("person.list_exported", _("Brief-CV list exported")),
        ("composition.exported", _("Composition of a body exported")),
        ("composition.target_changed", _("Structure target changed")),
    ):
        register_action(action, label)
    register_check("sealed values", verify_seals)
    register_store("papers of files", Store(attachments, sealed_attachment, replace_attachment))
    for kind in PaperKind.expiring_kinds:
        register_rule(
            RuleKey(
                f"personnel.paper.{kind}",
                VALIDITY_LABELS[PaperKind(kind)],
                "number",
                SIX_MONTHS,
                FILES,
            )
        )
    register_rule(
        RuleKey(
            "personnel.inactive_after",
            _("Sessions missed in a row until a member counts as inactive"),
            "number",
            3,
            HOUSE,
        )
    )
    register_rule(
        RuleKey(
            "personnel.ending_within",
            _("Months before the end of a mandate when a seat counts as ending"),
            "number",
            6,
            HOUSE,
        )
    )


VALIDITY_LABELS = {
    PaperKind.PHOTO: _("Months for which a photo of a file is valid"),
    PaperKind.HEALTH: _("Months for which a health certificate is valid"),
}


# --- Places in the navigation: none asks the database, none tells a candidate anything ------


def concerned(request: HttpRequest) -> bool:
    """Show the errand to those who keep files, handle proposals, sit in or inspect a body."""
    return is_concerned(cast("User", request.user))


def sees_files(request: HttpRequest) -> bool:
    """Show the list of files to those who keep or inspect them."""
    user = cast("User", request.user)
    return keeps_files(user) or inspects(user)


def sees_bodies(request: HttpRequest) -> bool:
    """Show the composition to keepers, inspectors and those who belong to a body."""
    duties = {Duty.PRESIDE, Duty.KEEP_MINUTES, Duty.VOTE}
    return sees_files(request) or any(post.duty in duties for post in posts_of(request.user))


def register_person_pages() -> None:
    """“Personnel” for those concerned; everybody finds their own file under “Organisation”."""
    register_navigation(
        NavItem(
            "personnel",
            _("Personnel"),
            "personnel:home",
            icon="users-group",
            order=30,
            visible=concerned,
            namespaces=("personnel",),
        )
    )
    for key, label, url, icon, order, visible in (
        ("bodies", _("Composition"), "personnel:bodies", "layout-board", 20, sees_bodies),
        ("people", _("Persons’ files"), "personnel:people", "id", 30, sees_files),
    ):
        register_navigation(
            NavItem(f"personnel.{key}", label, url, icon, order, visible, parent="personnel")
        )
    register_navigation(
        NavItem(
            "organization.mine",
            _("My file"),
            "personnel:mine:file",
            "id",
            20,
            parent="organization",
            namespaces=("personnel:mine",),
        )
    )
