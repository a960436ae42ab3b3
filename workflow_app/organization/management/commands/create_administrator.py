"""Open the first administrator's account in an empty installation."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from workflow_app.accounts.services import create_account
from workflow_app.organization.enums import Role, UnitKind
from workflow_app.organization.models import Person, Unit
from workflow_app.organization.services.appointments import appoint
from workflow_app.organization.services.people import link_account, save_person


class Command(BaseCommand):
    """Creates account, person and mandate; needs the apex unit, so import the organisation first."""

    help = "Open an administrator's account; the password is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the account."""
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the password and write everything, or nothing."""
        apex = Unit.objects.filter(kind=UnitKind.APEX).first()
        if apex is None:
            raise CommandError("Import the organisation first: manage.py import_organization FILE")
        password = getpass.getpass("Password: ")
        try:
            validate_password(password)
            with transaction.atomic():
                user = create_account(
                    username=options["username"],
                    email=options["email"],
                    full_name=options["full_name"],
                    actor=None,
                    password=password,
                )
                person = save_person(person=Person(full_name=user.full_name, unit=apex), by=None)
                link_account(person=person, user=user, by=None)
                appoint(
                    person=person,
                    role=Role.ADMINISTRATOR,
                    place=apex,
                    valid_from=timezone.localdate(),
                    basis="create_administrator",
                    by=None,
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.username} administers {apex}.")
