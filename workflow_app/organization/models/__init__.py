"""The organisation: units, clusters, bodies, people, and who may act where."""

from .appointments import Delegation, Desk, Holding, Mandate
from .bodies import Body, Seat, Term
from .people import Person
from .units import Cluster, ClusterMembership, Unit, UnitSuccession

__all__ = [
    "Body",
    "Cluster",
    "ClusterMembership",
    "Delegation",
    "Desk",
    "Holding",
    "Mandate",
    "Person",
    "Seat",
    "Term",
    "Unit",
    "UnitSuccession",
]
