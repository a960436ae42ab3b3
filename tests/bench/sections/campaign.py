"""Opening a year: a draft, a case, a duty and a notice for every unit at once."""

from time import perf_counter

from plans.models import Campaign
from plans.services.campaigns import open_campaign
from tests.bench.federation import YEAR, add_cluster, new_federation
from tests.bench.measuring import counting
from tests.bench.options import Options
from tests.bench.tables import Report, Table
from workflow_app.organization.models import ClusterMembership

UNITS = (100, 1_000)


def measure(options: Options) -> Report:
    """Open one year for 100 units and the next, with 900 more, for all of them."""
    table = Table("Opening a campaign", ["units", "statements", "ms", "ms per unit", "database ms"])
    federation = new_federation()
    known = 2  # the office and the department draft a plan, too
    for number, units in enumerate((known, *UNITS)):  # the first one warms up
        if units > known:
            add_cluster(federation, units - known)
        known = units
        _join(YEAR + number)
        campaign = Campaign.objects.create(
            year=YEAR + number, title=f"Kế hoạch năm {YEAR + number}", body=federation.body
        )
        start = perf_counter()
        with counting() as counted:
            opened = open_campaign(campaign=campaign, user=federation.user("clerk"))
        milliseconds = (perf_counter() - start) * 1000
        if not number:
            continue
        table.rows.append(
            [
                len(opened),
                counted.number,
                milliseconds,
                milliseconds / len(opened),
                counted.seconds * 1000,
            ]
        )
    return Report([table])


def _join(year: int) -> None:
    """Let every member of a cluster be one in this year, too."""
    here = ClusterMembership.objects.filter(year=year).values("unit")
    homes = ClusterMembership.objects.exclude(unit__in=here).values_list("unit", "cluster")
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster_id=cluster, unit_id=unit, year=year)
        for unit, cluster in dict(homes).items()
    )
