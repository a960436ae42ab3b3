"""A nominated unit's own score as its nomination shows it."""

from dataclasses import dataclass
from fractions import Fraction

from awards.enums import Kind
from awards.rules.scoring import own_points, scheme_of, total_of
from workflow_app.accounts.models import User
from workflow_app.approvals.selectors.seen import dossier_seen
from workflow_app.approvals.services.revisions import content_of


@dataclass(frozen=True, slots=True)
class ScoreShown:
    """The code of the self-score; who may see its dossier gets the way there and the signed total."""

    code: str
    url: str = ""
    total: Fraction | None = None
    most: Fraction | None = None


def score_shown(code: str, user: object) -> ScoreShown | None:
    """Return what is said of the score to the user; nothing where the nominee has none."""
    if not code:
        return None
    if not isinstance(user, User):
        return ScoreShown(code)
    dossier = dossier_seen(user, code, Kind.SELF_SCORE)
    if dossier is None:
        return ScoreShown(code)
    if dossier.revision is None:
        return ScoreShown(code, dossier.get_absolute_url())
    content = content_of(dossier.revision)
    scheme = scheme_of(content)
    total = total_of(scheme, own_points(content))
    return ScoreShown(code, dossier.get_absolute_url(), total, scheme.most)
