"""A town of small units, made in bulk: every round has people and a plan of its own."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction

from plans.models import Activity, Campaign, Plan
from plans.services.campaigns import create_plans
from tests.cast import START, YEAR, Cast, build_cast
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome, Stance
from workflow_app.approvals.models import Dossier, Opinion
from workflow_app.approvals.services.consultations import give_opinion
from workflow_app.approvals.services.decisions import decide, settle
from workflow_app.organization.models import Cluster, ClusterMembership, Mandate, Person, Unit
from workflow_app.organization.services.authority import refresh_authority

from .playing import Case

STAFF = (("drafter", "Soạn"), ("unit_head", "Trưởng"), ("unit_deputy", "Phó"))
LINE = {
    "title": "Gặp mặt hữu nghị",
    "kind": "anniversary",
    "when_words": "tháng 9/2027",
    "first_day": dt.date(YEAR, 9, 1),
    "last_day": dt.date(YEAR, 9, 30),
    "lead": "Hội",
    "order": 1,
}


class Town:
    """Grows by as many units as a race has rounds; nothing of it is ever taken away."""

    def __init__(self) -> None:
        self.cast: Cast = build_cast()
        self.campaign = Campaign.objects.create(
            year=YEAR, title=f"Kế hoạch công tác năm {YEAR}", body=self.cast.presidium
        )
        self.known_to_disagree: set[str] = set()
        self._numbers = iter(range(1, 100_000))
        self.second_clerk = self._colleague("Lương Thị Mạnh", "clerk", "VAN-PHONG")
        self.second_administrator = self._colleague("Hà Quốc Trị", "administrator", "VUFO")

    def _colleague(self, full_name: str, role: str, unit: str) -> User:
        user = User.objects.create(
            username=role, email=f"{role}@example.vn", full_name=full_name, is_active=True
        )
        person = Person.objects.create(full_name=full_name, user=user)
        mandate = Mandate.objects.create(
            person=person, role=role, unit=self.cast.unit(unit), valid_from=START
        )
        refresh_authority(mandate_ids=[mandate.pk])
        return user

    # --- Units and people --------------------------------------------------------------

    def lone_units(self, number: int) -> list[Case]:
        """So many associations without a cluster, each with drafter, head and deputy."""
        units = self._units(number, "central_member")
        staff = self._staff([(unit, role, word) for unit in units for role, word in STAFF])
        return [self._case(unit, staff) for unit in units]

    def clusters(self, number: int, *, staffed: bool = True) -> list[Case]:
        """So many clusters of three local unions; unless staffed, the others have nobody yet.

        The first leads and is the author of the case, the second deputises and signs for the
        cluster in its place, the third is a member.
        """
        units = self._units(3 * number, "local_member")
        trios = [units[at : at + 3] for at in range(0, len(units), 3)]
        clusters = Cluster.objects.bulk_create(
            Cluster(
                number=next(self._numbers) % 30_000 + 100,
                name="Cụm thi đua",
                year=YEAR,
                head_unit=author,
                deputy_unit=second,
            )
            for author, second, __ in trios
        )
        ClusterMembership.objects.bulk_create(
            ClusterMembership(cluster=cluster, unit=unit, year=YEAR)
            for cluster, trio in zip(clusters, trios, strict=True)
            for unit in trio
        )
        posts = [(trio[0], role, word) for trio in trios for role, word in STAFF]
        if staffed:
            posts += [(unit, "unit_head", "Trưởng") for trio in trios for unit in trio[1:]]
        staff = self._staff(posts)
        cases = []
        for cluster, (author, *others) in zip(clusters, trios, strict=True):
            case = self._case(author, staff) | {"cluster": cluster.pk}
            for word, unit in zip(("second", "third"), others, strict=True):
                case[f"{word}_unit"] = unit.pk
                if staffed:
                    case[word] = staff[unit.pk, "unit_head"].person.user_id
            cases.append(case)
        return cases

    def _units(self, number: int, kind: str) -> list[Unit]:
        units = []
        for __ in range(number):
            name = f"Hội hữu nghị {next(self._numbers):05}"
            unit = Unit(
                code=f"R{name[-5:]}",
                name=name,
                short_name=name,
                kind=kind,
                supervising_department=self.cast.unit("BAN-CTDP"),
            )
            unit.refresh_keys()
            units.append(unit)
        return Unit.objects.bulk_create(units)

    def _staff(self, posts: list[tuple[Unit, str, str]]) -> dict[tuple[int, str], Mandate]:
        people = []
        for unit, role, word in posts:
            name = f"Nguyễn {word} {unit.code}"
            user = User(
                username=f"{role}-{unit.code}",
                email=f"{role}.{unit.code}@example.vn",
                full_name=name,
            )
            person = Person(full_name=name, user=user, unit=unit)
            person.refresh_keys()
            people.append(person)
        User.objects.bulk_create(person.user for person in people if person.user is not None)
        Person.objects.bulk_create(people)
        mandates = Mandate.objects.bulk_create(
            Mandate(person=person, role=role, unit=unit, valid_from=START)
            for person, (unit, role, __) in zip(people, posts, strict=True)
        )
        refresh_authority(mandate_ids=[mandate.pk for mandate in mandates])
        return {(mandate.unit_id or 0, mandate.role): mandate for mandate in mandates}

    @staticmethod
    def _case(unit: Unit, staff: dict[tuple[int, str], Mandate]) -> Case:
        head = staff[unit.pk, "unit_head"]
        return {
            "unit": unit.pk,
            "drafter": staff[unit.pk, "drafter"].person.user_id,
            "head": head.person.user_id,
            "head_mandate": head.pk,
            "deputy": staff[unit.pk, "unit_deputy"].person.user_id,
        }

    # --- Plans on their way ------------------------------------------------------------

    def drafts(self, cases: list[Case]) -> list[Case]:
        """Give every case a plan with one line."""
        by_pk = Unit.objects.select_related("supervising_department").in_bulk(
            [case["unit"] for case in cases]
        )
        with transaction.atomic():
            dossiers = create_plans(
                campaign=self.campaign,
                units=[by_pk[case["unit"]] for case in cases],
                user=self.cast.thu,
            )
            plans = Plan.objects.filter(dossier__in=dossiers)
            Activity.objects.bulk_create(Activity(plan=plan, **LINE) for plan in plans)
        for case, dossier in zip(cases, dossiers, strict=True):
            case["dossier"] = dossier.pk
        return cases

    def submitted(self, cases: list[Case]) -> list[Case]:
        return self._all(self.drafts(cases), "draft", Outcome.SUBMITTED, "drafter")

    def signed(self, cases: list[Case]) -> list[Case]:
        """Clusters are asked now; plans of lone units lie with the department."""
        return self._all(self.submitted(cases), "sign", Outcome.SIGNED, "head")

    def reviewed(self, cases: list[Case]) -> list[Case]:
        """Both other units have agreed; the signature for the cluster is next."""
        for case in self.signed(cases):
            for unit, user in (("second_unit", "second"), ("third_unit", "third")):
                opinion = Opinion.objects.get(
                    round__dossier=case["dossier"], round__state="open", unit=case[unit]
                )
                give_opinion(
                    opinion_id=opinion.pk,
                    user=User.objects.get(pk=case[user]),
                    stance=Stance.AGREE,
                )
        return cases

    def before_the_body(self, cases: list[Case]) -> list[Case]:
        for case in self.signed(cases):
            for step, user in (
                ("appraise_content", self.cast.tuan),
                ("appraise_form", self.cast.nga),
            ):
                self._decide(case, step, Outcome.APPRAISED, user)
        return cases

    def adopted(self, cases: list[Case]) -> list[Case]:
        """The Presidium has adopted them; number and issue are next."""
        for case, dossier in self._with_dossiers(self.before_the_body(cases)):
            settle(dossier=dossier, step="presidium", outcome=Outcome.ADOPTED)
            case["code"] = dossier.code
        return cases

    def _all(self, cases: list[Case], step: str, outcome: Outcome, who: str) -> list[Case]:
        users = User.objects.in_bulk([case[who] for case in cases])
        for case in cases:
            self._decide(case, step, outcome, users[case[who]])
        return cases

    @staticmethod
    def _decide(case: Case, step: str, outcome: Outcome, user: User) -> None:
        dossier = Dossier.objects.get(pk=case["dossier"])
        decide(dossier=dossier, step=step, outcome=outcome, user=user)

    @staticmethod
    def _with_dossiers(cases: Iterable[Case]) -> Iterator[tuple[Case, Dossier]]:
        for case in cases:
            yield case, Dossier.objects.get(pk=case["dossier"])
