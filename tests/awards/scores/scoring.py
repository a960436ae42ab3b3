"""A cluster's self-scores and its peers' sheets, for the tests of this folder.

The cluster is Đà Nẵng (head), Huế (deputy) and Quảng Trị. Hoa drafts and Minh signs for Đà Nẵng,
Hạnh drafts and Dũng signs for Huế, Quỳnh does both for Quảng Trị.
"""

from typing import Any

from awards.enums import CampaignState, Kind
from awards.models import Criterion, PeerSheet, SelfScore
from awards.services.cells import Cell
from awards.services.editing import save_cells
from awards.services.office import save_office_cells
from awards.services.peers import hand_in
from awards.services.scores import open_scores
from tests.awards.house import House
from tests.cast import YEAR
from tests.retold import retold
from workflow_app.accounts.models import User
from workflow_app.approvals.enums import Outcome
from workflow_app.approvals.models import Decision, Dossier
from workflow_app.approvals.services.decisions import decide, withdraw

CLUSTER = ("LH-DANANG", "LH-HUE", "LH-QUANGTRI")
DRAFTERS = {"LH-DANANG": "hoa", "LH-HUE": "hanh", "LH-QUANGTRI": "quynh"}
HEADS = {"LH-DANANG": "minh", "LH-HUE": "dung", "LH-QUANGTRI": "quynh"}
OWN = {"1.1": "38", "1.2": "18", "2.1": "19", "2.2": "17.5"}
"""92.5 points, no bonus, no penalty."""


class Scoring:
    """Drives the self-scores of the house's campaign as pages do."""

    def __init__(self, house: House) -> None:
        self.house = house

    def user(self, name: str) -> User:
        return self.house.cast.users[name]

    def dossier(self, unit: str) -> Dossier:
        return Dossier.objects.select_related("revision", "unit", "cluster").get(
            kind=Kind.SELF_SCORE, unit__code=unit, year=YEAR
        )

    def score(self, unit: str) -> SelfScore:
        return SelfScore.objects.select_related("campaign", "dossier__unit").get(
            dossier=self.dossier(unit)
        )

    def key(self, code: str) -> int:
        return self.house.criterion(code).pk

    def open(self, units: tuple[str, ...] = CLUSTER) -> list[Dossier]:
        campaign = self.house.campaign
        campaign.state = CampaignState.OPEN
        campaign.save(update_fields=["state"])
        return open_scores(
            campaign=campaign,
            units=[self.house.cast.unit(code) for code in units],
            user=self.house.tam,
        )

    def fill(self, unit: str, points: dict[str, str] = OWN) -> None:
        save_cells(
            score=self.score(unit),
            cells=[
                cell
                for code, text in points.items()
                for cell in (
                    Cell(str(self.key(code)), "points", text),
                    Cell(str(self.key(code)), "claim", f"Đã làm {code}"),
                )
            ],
            user=self.user(DRAFTERS[unit]),
        )

    def do(self, name: str, unit: str, step: str, outcome: Outcome, reason: str = "") -> Decision:
        return decide(
            dossier=self.dossier(unit),
            step=step,
            outcome=outcome,
            user=self.user(name),
            reason=reason,
        )

    def submit(self, unit: str, points: dict[str, str] = OWN) -> None:
        """The unit fills its sheet, submits and signs it; its peers are asked."""
        self.fill(unit, points)
        self.do(DRAFTERS[unit], unit, "draft", Outcome.SUBMITTED)
        self.do(HEADS[unit], unit, "sign", Outcome.SIGNED)

    def withdraw(self, unit: str) -> Decision:
        return withdraw(
            dossier=self.dossier(unit), user=self.user(HEADS[unit]), reason="Cần bổ sung minh chứng"
        )

    def sheet(self, of: str, by: str) -> PeerSheet:
        return PeerSheet.objects.select_related("round", "unit").get(
            round__dossier=self.dossier(of), round__state="open", unit__code=by
        )

    def cells(self, points: dict[str, Any]) -> list[Cell]:
        return [Cell(str(self.key(code)), "points", str(text)) for code, text in points.items()]

    def hand_in(self, of: str, by: str, **points: Any) -> PeerSheet:
        """Hand a sheet in: the unit's own points, but for those named `p11="30"`."""
        wanted = dict(OWN)
        for name, value in points.items():
            wanted[f"{name[1]}.{name[2]}"] = str(value)
        return hand_in(
            sheet_id=self.sheet(of, by).pk,
            user=self.user(HEADS[by]),
            cells=self.cells(wanted),
        )

    def office(self, unit: str, sentence: str = "", **points: Any) -> None:
        wanted = dict(OWN)
        for name, value in points.items():
            wanted[f"{name[1]}.{name[2]}"] = str(value)
        cells = self.cells(wanted)
        cells += [Cell(cell.uid, "sentence", sentence) for cell in cells if sentence]
        save_office_cells(dossier=self.dossier(unit), cells=cells, user=self.house.tam)

    def all_signed(self) -> None:
        """The three units have signed their scores; six sheets are asked."""
        retold("awards: all three scores signed", self._all_signed, self.house, self.house.cast)

    def _all_signed(self) -> None:
        self.open()
        for unit in CLUSTER:
            self.submit(unit)

    def all_scored(self) -> None:
        """Every sheet is in: Huế 90.5 and 88.5, Đà Nẵng 92.5 twice, Quảng Trị 85.5 and 91.5."""
        retold("awards: all sheets handed in", self._all_scored, self.house, self.house.cast)

    def _all_scored(self) -> None:
        self.all_signed()
        self.hand_in("LH-DANANG", "LH-HUE")
        self.hand_in("LH-DANANG", "LH-QUANGTRI")
        self.hand_in("LH-HUE", "LH-DANANG", p11="36")
        self.hand_in("LH-HUE", "LH-QUANGTRI", p11="34")
        self.hand_in("LH-QUANGTRI", "LH-DANANG", p11="31")
        self.hand_in("LH-QUANGTRI", "LH-HUE", p12="17")


def criteria(house: House) -> list[Criterion]:
    return list(Criterion.objects.filter(group__campaign=house.campaign))
