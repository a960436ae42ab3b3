"""A federation that grows on request: more units, people, dossiers, duties, notices, papers.

The rows are written in bulk and no page can tell them from those that people made one by one;
what they are made of is one case that people did walk.
"""

import datetime as dt
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils import timezone

from plans.models import Activity, Campaign
from plans.models.plans import new_uid
from tests.access.beginnings import adopted_plan_of_hue
from tests.awards.house import House
from tests.cast import START, YEAR, Cast
from tests.driver import FlowDriver, plan_of
from tests.pages.crowd_of_awards import CrowdOfAwards, crowd_of_awards
from tests.pages.rows import added, again
from tests.personnel.cast import Staff
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Stage, Stance
from workflow_app.approvals.models import (
    Comment,
    Decision,
    Dossier,
    DossierAttachment,
    Opinion,
    WorkItem,
)
from workflow_app.audit.services import record
from workflow_app.ballots.models import Session, Vote
from workflow_app.notifications.models import Notification
from workflow_app.organization.models import (
    ClusterMembership,
    Delegation,
    Desk,
    Holding,
    Mandate,
    Person,
    Unit,
)
from workflow_app.papers.models import IssuedPaper, StoredFile


@dataclass
class Crowd:
    """The story of the access table, and as many more of each row as are asked for."""

    cast: Cast
    reviewed: FlowDriver
    adopted: FlowDriver
    drafted: FlowDriver
    session: Session
    awards: CrowdOfAwards
    numbers: Any = field(default_factory=lambda: count(1))

    @property
    def users(self) -> dict[str, User]:
        """Everybody who opens pages."""
        return self.cast.users | self.awards.staff.users

    def grow(self, by: int) -> None:
        """Add so many rows to every list."""
        indexes = [next(self.numbers) for __ in range(by)]
        units = self._units(indexes)
        dossiers = self._dossiers(indexes, units)
        self._people(units)
        self._work(dossiers)
        self._review(units)
        self._contents(indexes)
        self._session(dossiers)
        self._papers(indexes)
        self.awards.grow(indexes, units)
        Notification.objects.bulk_create(
            Notification(user=user, event="work.due", subject=f"Nhắc việc {index}", path="/")
            for index in indexes
            for user in self.cast.users.values()
        )

    def _units(self, indexes: list[int]) -> list[Unit]:
        member = self.cast.unit("LH-QUANGTRI")
        units = [
            again(member, code=f"LH-{index}", name=f"Liên hiệp {index}", short_name=f"LHHN {index}")
            for index in indexes
        ]
        for unit in units:
            unit.refresh_keys()
        added(units)
        added(
            [ClusterMembership(cluster=self.cast.cluster, unit=unit, year=YEAR) for unit in units]
        )
        return units

    def _people(self, units: list[Unit]) -> None:
        """Every unit has a head with an account; Minh stands in for one more head."""
        users = added(
            [
                User(username=unit.code.lower(), email=f"{unit.pk}@example.vn", full_name=unit.code)
                for unit in units
            ]
        )
        people = [
            Person(full_name=user.full_name, unit=unit, user=user)
            for user, unit in zip(users, units, strict=True)
        ]
        for person in people:
            person.refresh_keys()
        mandates = added(
            [
                Mandate(person=person, role="unit_head", unit=unit, valid_from=START)
                for person, unit in zip(added(people), units, strict=True)
            ]
        )
        today = timezone.localdate()
        delegations = added(
            [
                Delegation(
                    mandate=mandate,
                    delegate=self.cast.people["minh"],
                    form="TUQ.",
                    valid_from=today,
                    valid_to=today + dt.timedelta(7),
                    reason="Đi công tác",
                    created_by=self.cast.minh,
                )
                for mandate in mandates
            ]
        )
        desks = added([Desk(duty="sign", unit=unit) for unit in units])
        added(
            [
                Holding(
                    person=person,
                    user_id=person.user_id,
                    desk=desk,
                    mandate=mandate,
                    delegation=delegation,
                    valid_from=START,
                )
                for mandate, desk, given in zip(mandates, desks, delegations, strict=True)
                for person, delegation in (
                    (mandate.person, None),
                    (self.cast.people["minh"], given),
                )
            ]
        )

    def _dossiers(self, indexes: list[int], units: list[Unit]) -> list[Dossier]:
        """A plan of each new unit; and one more of Đà Nẵng, from an earlier year."""
        plan = self.reviewed.plan
        dossiers = [
            again(self.reviewed.dossier, unit=unit, code=f"KH-{unit.code}", process=None)
            for unit in units
        ]
        dossiers += [
            again(self.reviewed.dossier, year=YEAR - index, code=f"KHC-{unit.code}", process=None)
            for index, unit in zip(indexes, units, strict=True)
        ]
        for dossier in dossiers:
            dossier.revision = dossier.sent_back = None
            dossier.reach = Stage.APPRAISING_CONTENT.rank  # Tuấn has decided on it
            dossier.refresh_keys()
        added(dossiers)
        added([again(plan, dossier=dossier) for dossier in dossiers])
        revision = self.reviewed.dossier.revision
        revisions = added([again(revision, dossier=dossier) for dossier in dossiers])
        for dossier, own in zip(dossiers, revisions, strict=True):
            dossier.revision = own
        Dossier.objects.bulk_update(dossiers, ["revision"])
        return dossiers

    def _work(self, dossiers: list[Dossier]) -> None:
        """Each dossier waits with Tuấn, who decided on it before, and with Minh's many desks."""
        appraising = Desk.objects.get(duty="appraise_content", unit=self.cast.unit("BAN-CTDP"))
        signing = {desk.unit_id: desk for desk in Desk.objects.filter(duty="sign")}
        now = timezone.now()
        added(
            [
                WorkItem(
                    kind=kind,
                    subject=dossier.title,
                    dossier=dossier,
                    dossier_kind="plan",
                    desk=desk,
                    opened=now,
                    due=now + dt.timedelta(dossier.pk % 7),
                    search_text=dossier.search_text,
                )
                for dossier in dossiers
                for kind, desk in (
                    ("plan.appraise_content", appraising),
                    ("plan.sign", signing[dossier.unit_id]),
                )
            ]
        )
        decision = Decision.objects.filter(step="appraise_content", actor=self.cast.tuan)[0]
        added([again(decision, dossier=dossier, revision=dossier.revision) for dossier in dossiers])

    def _review(self, units: list[Unit]) -> None:
        """Each new unit has answered in Đà Nẵng's review, with a comment."""
        opinion = Opinion.objects.get(
            round__dossier=self.reviewed.pk, unit=self.cast.unit("LH-HUE")
        )
        opinions = added([again(opinion, unit=unit, work_item=None) for unit in units])
        comment = Comment.objects.filter(opinion=opinion)[0]
        added([again(comment, opinion=other) for other in opinions])

    def _contents(self, indexes: list[int]) -> None:
        """More lines in the draft, more files, decisions and entries on the reviewed plan."""
        dossier = self.reviewed.dossier
        for plan in (self.drafted.plan, self.adopted.plan):
            added(
                [
                    Activity(uid=new_uid(), plan=plan, title=f"Việc {index}", order=index)
                    for index in indexes
                ]
            )
        files = added(
            [
                StoredFile(
                    file="x", name=f"{index}.pdf", size=1, sha256="", uploaded_by=self.cast.hoa
                )
                for index in indexes
            ]
        )
        added([DossierAttachment(dossier=dossier, file=file) for file in files])
        decision = Decision.objects.filter(dossier=dossier)[0]
        added([again(decision, created=timezone.now()) for __ in indexes])
        for index in indexes:
            record(
                action="comment.added",
                actor=self.cast.users["lan" if index % 2 else "minh"],
                object=dossier,
            )

    def _session(self, dossiers: list[Dossier]) -> None:
        """More items on the agenda that was voted on, by more members; more sessions."""
        entry = self.session.roll.get(user=self.cast.phuong)
        ballot = self.session.ballots.order_by("pk")[0]
        option = ballot.options.get()
        votes = list(option.votes.all())
        for dossier in dossiers[: len(dossiers) // 2]:
            item = again(ballot, dossier=dossier, revision=dossier.revision)
            item.save()
            copy = again(option, ballot=item)
            copy.save()
            added([again(vote, option=copy) for vote in votes])
        people = Person.objects.exclude(pk__in=self.session.roll.values("person"))
        new = added([again(entry, person=person, user=None, work_item=None) for person in people])
        added([Vote(option=option, entry=one, choice="yes") for one in new])
        added([again(self.session, title=f"Phiên {dossier.pk}") for dossier in dossiers])

    def _papers(self, indexes: list[int]) -> None:
        paper = IssuedPaper.objects.order_by("pk")[0]
        added([again(paper, number=1000 + index) for index in indexes])
        added(
            [
                Campaign(year=YEAR + index, title=f"Kế hoạch {index}", body=self.cast.presidium)
                for index in indexes
            ]
        )


def crowd_of(cast: Cast, house: House, staff: Staff) -> Crowd:
    """Walk the cases from which the crowd is copied."""
    awards = crowd_of_awards(house, staff)
    adopted, session = adopted_plan_of_hue(cast)
    reviewed = plan_of(cast, "LH-DANANG")
    reviewed.submit_and_sign()
    reviewed.opine(cast.dung, "LH-HUE", Stance.AGREE_WITH_COMMENTS, "Mời Huế")
    drafted = plan_of(cast, "LH-QUANGTRI")
    drafted.add_line(cast.quynh, lead="LHHN Quảng Trị")
    return Crowd(cast, reviewed, adopted, drafted, session, awards)
