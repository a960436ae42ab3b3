"""What everybody who is signed in may read: the chart, units, clusters, bodies."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django_tables2 import RequestConfig

from workflow_app.organization.consequences import open_things
from workflow_app.organization.models import Body, Cluster, Unit
from workflow_app.organization.navigation import standing
from workflow_app.organization.selectors import directory
from workflow_app.organization.selectors.access import may_administer
from workflow_app.organization.tables import PER_PAGE, UnitFilter, UnitTable
from workflow_app.ui.typing import AuthenticatedHttpRequest

from .common import day_asked


def _year(request: AuthenticatedHttpRequest, years: list[int]) -> int | None:
    """The year asked for, else the current one or the last that has clusters."""
    asked = request.GET.get("year", "")
    if asked.isdecimal() and int(asked) in years:
        return int(asked)
    today = timezone.localdate().year
    return today if today in years else next(iter(years), None)


def chart(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Draw the federation: who belongs where this year."""
    years = directory.cluster_years()
    year = _year(request, years)
    return render(
        request,
        "organization/chart.html",
        {
            "chart": directory.chart_of(year, timezone.localdate()),
            "years": _year_tabs(years, year),
            "may_administer": may_administer(request.user),
        },
    )


def _year_tabs(years: list[int], year: int | None) -> list[dict[str, object]]:
    return [{"label": str(one), "url": f"?year={one}", "current": one == year} for one in years]


def unit_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the units of a day."""
    day = day_asked(request)
    found = UnitFilter(request.GET, queryset=directory.units_on(day))
    table = UnitTable(found.qs)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    return render(
        request,
        "organization/units.html",
        {
            "filter": found,
            "table": table,
            "day": day,
            "is_today": day == timezone.localdate(),
            "may_administer": may_administer(request.user),
        },
    )


def unit_page(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Show a unit: what it is, who holds what, its clusters, what it was and became."""
    unit = get_object_or_404(Unit.objects.select_related("supervising_department"), code=code)
    day = day_asked(request)
    reads = standing(request).reads_administration
    return render(
        request,
        "organization/unit.html",
        {
            "unit": unit,
            "day": day,
            "posts": directory.posts_of_unit(unit, day),
            "memberships": directory.memberships_of(unit),
            "successions": unit.successions.select_related("successor"),
            "precessions": unit.precessions.select_related("predecessor"),
            "supervised": unit.supervised_units.filter(valid_to__isnull=True),
            "history": unit.history.select_related("history_user") if reads else (),
            "open_things": open_things({unit.pk}) if reads else (),
            "reads_administration": reads,
            "may_administer": may_administer(request.user),
        },
    )


def cluster_page(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show one cluster of one year."""
    cluster = get_object_or_404(Cluster.objects.select_related("head_unit", "deputy_unit"), pk=pk)
    members = list(cluster.members.order_by("sort_key").select_related("supervising_department"))
    others = Cluster.objects.filter(number=cluster.number, kind=cluster.kind).order_by("-year")
    return render(
        request,
        "organization/cluster.html",
        {
            "cluster": cluster,
            "members": members,
            "others": others.select_related("head_unit", "deputy_unit"),
            "may_administer": may_administer(request.user),
        },
    )


def body_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the bodies and their terms."""
    return render(request, "organization/bodies.html", {"bodies": directory.bodies()})


def body_page(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Show a body's seats in a term, as a picture and as a list."""
    body = get_object_or_404(Body, code=code)
    terms = list(body.terms.order_by("-start"))
    day = day_asked(request)
    wanted = request.GET.get("term", "")
    term = next((one for one in terms if one.name == wanted), None)
    if wanted and term is None:
        raise Http404
    term = term or next((one for one in terms if one.covers(day)), next(iter(terms), None))
    seats = directory.seats_of(term, day) if term else []
    filled = [seat for seat in seats if seat.mandate]
    return render(
        request,
        "organization/body.html",
        {
            "body": body,
            "term": term,
            "tabs": [
                {"label": one.name, "url": f"?term={one.name}", "current": one == term}
                for one in terms
            ],
            "seats": seats,
            "filled": len(filled),
            "vacant": len(seats) - len(filled),
            "ending": sum(seat.is_ending for seat in filled),
            "officers": directory.officers_of(body, day),
            "day": day,
            "may_administer": may_administer(request.user),
        },
    )
