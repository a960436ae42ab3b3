"""The way of a self-score through its flow."""

import pytest

from awards.selectors.ranking import ranking_of
from awards.services.ranking import freeze
from workflow_app.approvals.enums import Outcome, Stage
from workflow_app.approvals.errors import IncompleteError

from .scoring import Scoring

pytestmark = pytest.mark.django_db


def test_it_goes_from_the_unit_through_its_peers_to_the_office(scoring: Scoring) -> None:
    scoring.all_scored()
    assert scoring.dossier("LH-DANANG").stage == Stage.APPRAISING_CONTENT
    with pytest.raises(IncompleteError):
        scoring.do("tam", "LH-DANANG", "appraise", Outcome.APPRAISED)
    scoring.office("LH-DANANG")
    scoring.do("tam", "LH-DANANG", "appraise", Outcome.APPRAISED)
    assert scoring.dossier("LH-DANANG").stage == Stage.CONCLUDED
    data = ranking_of(scoring.house.campaign, scoring.house.cast.cluster)
    assert [row.unit.code for row in data.ranked] == ["LH-DANANG", "LH-HUE", "LH-QUANGTRI"]
    ranking = freeze(
        campaign=scoring.house.campaign,
        cluster=scoring.house.cast.cluster,
        user=scoring.user("minh"),
    )
    assert ranking.number == 1
