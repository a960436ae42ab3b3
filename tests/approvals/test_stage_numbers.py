"""Dossiers store how far they have come as a number; the numbers of old rows keep their meaning."""

from workflow_app.approvals.enums import RANKS, Stage

STORED = {
    "drafting": 0,
    "signing": 1,
    "consulting": 2,
    "endorsing": 3,
    "appraising_content": 4,
    "appraising_form": 5,
    "deciding": 6,
    "issuing": 7,
    "adopted": 8,
    "rejected": 9,
    "cancelled": 10,
}
"""What `reach` meant when the first dossiers were written."""


def test_the_numbers_that_dossiers_have_stored_never_move() -> None:
    assert {stage: Stage(stage).rank for stage in STORED} == STORED


def test_every_stage_has_a_number() -> None:
    assert set(RANKS) == set(Stage)


def test_the_order_of_the_way_never_contradicts_the_numbers() -> None:
    """A later stage of one way has not a lower number: who has seen it keeps seeing it."""
    plan = [Stage(stage) for stage in STORED]
    personnel = [
        Stage.DRAFTING,
        Stage.SIGNING,
        Stage.CONSULTING,
        Stage.VETTING,
        Stage.PRIOR_OPINION,
        Stage.STANDING_COMMITTEE,
        Stage.DECIDING,
        Stage.ISSUING,
        Stage.REPORTING,
        Stage.WAITING_FOR_EFFECT,
        Stage.ADOPTED,
    ]
    for way in (plan, personnel):
        assert [stage.rank for stage in way] == sorted(stage.rank for stage in way)
        assert [stage.position for stage in way] == sorted(stage.position for stage in way)
