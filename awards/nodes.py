"""Flow nodes of awards: the peers' scoring, and steps done on a list of many dossiers."""

from typing import Any

from awards.services.peers import open_scoring
from workflow_app.approvals.nodes import DecisionTask
from workflow_app.approvals.services import stages


class ScoringTask(DecisionTask):
    """The cluster's scoring: one waiting task; sheets are rows of a round."""

    shown_on_page = False

    def arrive(self, activation: Any) -> None:
        """Move the stage and ask every other unit of the cluster for its sheet."""
        dossier = activation.process.dossier
        stages.arrive(dossier=dossier, step=self.step, task=activation.task, with_work=False)
        open_scoring(dossier=dossier)


class ListTask(DecisionTask):
    """A step that one person does for many dossiers at once, on a page of its own."""

    shown_on_page = False
