"""Two administrators change the same corner of the organisation."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from tests.races.playing import REFUSED, Act, Case, Ending
from tests.races.race import SIDE, Race, account, both_did, is_told, one_did
from tests.races.town import Town
from workflow_app.audit.models import AuditEntry
from workflow_app.organization.enums import Role
from workflow_app.organization.models import Cluster, ClusterMembership, Mandate, Person, Unit
from workflow_app.organization.services.appointments import appoint, end_mandate
from workflow_app.organization.services.authority import (
    expected_grants,
    expected_holdings,
    refresh_authority,
    stored_grants,
    stored_holdings,
)
from workflow_app.organization.services.clusters import set_cluster_heads, set_cluster_members
from workflow_app.organization.services.people import open_account


def authority_agrees(*people: int) -> None:
    """What these people may do is what their mandates give, and nothing more."""
    mandates = Mandate.objects.filter(person__in=people).select_related("person")
    loaded = list(mandates.prefetch_related("delegations__delegate"))
    given = stored_holdings([mandate.pk for mandate in loaded])
    assert given.keys() == expected_holdings(loaded)
    users = set(
        Person.objects.filter(pk__in=people, user__isnull=False).values_list("user", flat=True)
    )
    assert stored_grants(users).keys() == expected_grants(users, timezone.localdate())


def first_of(case: Case, **actions: str) -> str:
    """Return whose entry the log has first; an act is known by its action and administrator."""
    entries = {
        act: AuditEntry.objects.filter(action=action, actor_id=case["by"][index]).latest("sequence")
        for index, (act, action) in enumerate(actions.items())
    }
    return min(entries, key=lambda act: entries[act].sequence)


def unit_of(pk: int) -> Unit:
    return Unit.objects.get(pk=pk)


class OverlappingClusters(Race):
    """One moves a unit to another cluster, the other makes it the head of the one it is in."""

    name = "two administrators change overlapping clusters"
    acts = ("mover", "namer")

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.clusters(2 * rounds)
        administrators = {"mover": town.cast.quang.pk, "namer": town.second_administrator.pk}
        return [
            one | administrators | {"other": other["cluster"]}
            for one, other in zip(cases[::2], cases[1::2], strict=True)
        ]

    def mover(self, case: Case) -> Act:
        cluster, by = Cluster.objects.get(pk=case["other"]), account(case["mover"])
        members = [*Unit.objects.filter(memberships__cluster=cluster), unit_of(case["third_unit"])]
        return lambda: set_cluster_members(cluster=cluster, members=members, by=by)

    def namer(self, case: Case) -> Act:
        cluster, by = Cluster.objects.get(pk=case["cluster"]), account(case["namer"])
        head, deputy = unit_of(case["third_unit"]), unit_of(case["unit"])
        return lambda: set_cluster_heads(cluster=cluster, head=head, deputy=deputy, by=by)

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        is_told(slower, "ValidationError")
        cluster = Cluster.objects.get(pk=case["cluster"])
        where = ClusterMembership.objects.get(unit=case["third_unit"]).cluster_id
        if winner:
            assert (cluster.head_unit_id, where) == (case["third_unit"], cluster.pk)
        else:
            assert (cluster.head_unit_id, where) == (case["unit"], case["other"])
        return self.acts[winner]


class HeadOfALeadingUnit(Race):
    """A unit is made the lead of its cluster while it gets its first head: the head leads."""

    name = "a unit takes the lead while its head is appointed"
    acts = ("namer", "appointer")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.clusters(rounds, staffed=False)
        return [case | newcomer(town, number) for number, case in enumerate(cases)]

    def namer(self, case: Case) -> Act:
        cluster, by = Cluster.objects.get(pk=case["cluster"]), account(case["by"][0])
        head, deputy = unit_of(case["second_unit"]), unit_of(case["third_unit"])
        return lambda: set_cluster_heads(cluster=cluster, head=head, deputy=deputy, by=by)

    def appointer(self, case: Case) -> Act:
        return appointing(case, Role.UNIT_HEAD, "second_unit", case["by"][1])

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        authority_agrees(case["person"])
        return first_of(case, namer="cluster.heads_set", appointer="mandate.appointed")


class OneDutyTwice(Race):
    """Somebody's one appointment ends while another begins that gives the same duty again."""

    name = "one mandate ends while the next begins"
    acts = ("ender", "appointer")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = town.lone_units(rounds)
        deputies = Mandate.objects.filter(person__user__in=[case["deputy"] for case in cases])
        mandate_of = {mandate.unit_id: mandate for mandate in deputies}
        past = [case["head_mandate"] for case in cases]
        Mandate.objects.filter(pk__in=past).update(valid_to=dt.date(2020, 12, 31))
        refresh_authority(mandate_ids=past)
        return [
            case
            | {
                "person": mandate_of[case["unit"]].person_id,
                "mandate": mandate_of[case["unit"]].pk,
                "by": [town.cast.quang.pk, town.second_administrator.pk],
            }
            for case in cases
        ]

    def ender(self, case: Case) -> Act:
        mandate, by = Mandate.objects.get(pk=case["mandate"]), account(case["by"][0])
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        return lambda: end_mandate(mandate=mandate, on=yesterday, reason="Bổ nhiệm", by=by)

    def appointer(self, case: Case) -> Act:
        return appointing(case, Role.UNIT_HEAD, "unit", case["by"][1])

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        authority_agrees(case["person"])
        return first_of(case, ender="mandate.ended", appointer="mandate.appointed")


class AccountOfAPastHead(Race):
    """An account is opened for somebody whose mandate ends at the same moment."""

    name = "an account is opened while the mandate ends"
    acts = ("opener", "ender")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        cases = []
        for number, case in enumerate(town.lone_units(rounds)):
            found = case | newcomer(town, number)
            mandate = appointing(found, Role.UNIT_DEPUTY, "unit", found["by"][0])()
            cases.append(found | {"mandate": mandate.pk})
        return cases

    def opener(self, case: Case) -> Act:
        person, by = Person.objects.get(pk=case["person"]), account(case["by"][0])
        name = f"new-{person.pk}"
        return lambda: open_account(person=person, username=name, email=f"{name}@example.vn", by=by)

    def ender(self, case: Case) -> Act:
        mandate, by = Mandate.objects.get(pk=case["mandate"]), account(case["by"][1])
        return lambda: end_mandate(
            mandate=mandate, on=timezone.localdate(), reason="Nghỉ hưu", by=by
        )

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        both_did(endings)
        authority_agrees(case["person"])
        return first_of(case, opener="account.opened", ender="mandate.ended")


class TwoAccounts(Race):
    """Two administrators open an account for the same person."""

    name = "two open an account for one person"
    acts = ("one", "other")
    share = SIDE

    def prepare(self, town: Town, rounds: int) -> list[Case]:
        return [newcomer(town, number) for number in range(rounds)]

    def one(self, case: Case) -> Act:
        return self._open(case, 0)

    def other(self, case: Case) -> Act:
        return self._open(case, 1)

    def _open(self, case: Case, index: int) -> Act:
        person, by = Person.objects.get(pk=case["person"]), account(case["by"][index])
        name = f"account-{person.pk}-{index}"
        return lambda: open_account(person=person, username=name, email=f"{name}@example.vn", by=by)

    def judge(self, case: Case, endings: Sequence[Ending]) -> str:
        winner, slower = one_did(endings)
        assert slower.kind == REFUSED
        user = Person.objects.get(pk=case["person"]).user
        assert user is not None
        assert user.username == f"account-{case['person']}-{winner}"
        return self.acts[winner]


def newcomer(town: Town, number: int) -> Case:
    """A person without account or post, and two administrators."""
    person = Person.objects.create(full_name=f"Nguyễn Tân {number:05}")
    return {"person": person.pk, "by": [town.cast.quang.pk, town.second_administrator.pk]}


def appointing(case: Case, role: Role, where: str, administrator: int) -> Act:
    person = Person.objects.get(pk=case["person"])
    unit, by = unit_of(case[where]), account(administrator)
    return lambda: appoint(
        person=person, role=role, place=unit, valid_from=timezone.localdate(), by=by
    )


RACES = (
    OverlappingClusters(),
    HeadOfALeadingUnit(),
    OneDutyTwice(),
    AccountOfAPastHead(),
    TwoAccounts(),
)
