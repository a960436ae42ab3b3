"""Where a step's work is sent: desks that follow from the dossier. Flows use these by name."""

from django.db.models import BigAutoField, CharField, Subquery
from django.utils.translation import gettext as _

from workflow_app.db.prepared import Select
from workflow_app.organization.enums import Duty, UnitFunction
from workflow_app.organization.models import Body, Cluster, Desk, Unit

from .errors import IncompleteError
from .models import Dossier
from .steps import Performer

_unit = Select(lambda pk: Unit.objects.filter(pk=pk), pk=BigAutoField())
_the_office = Select(
    lambda: Unit.objects.filter(function=UnitFunction.OFFICE, valid_to__isnull=True)[:1]
)
_desk_of_unit = Select(
    lambda duty, unit: Desk.objects.filter(duty=duty, unit=unit),
    duty=CharField(),
    unit=BigAutoField(),
)
_desk_of_the_office = Select(
    lambda duty: Desk.objects.filter(duty=duty, unit=Subquery(_the_office.build().values("pk"))),
    duty=CharField(),
)
_the_personnel_department = Select(
    lambda: Unit.objects.filter(function=UnitFunction.PERSONNEL, valid_to__isnull=True)[:1]
)


def _own_unit(dossier: Dossier) -> Unit:
    return dossier.unit


def _cluster(dossier: Dossier) -> Cluster:
    if dossier.cluster is None:
        raise IncompleteError(_("The unit belongs to no cluster in this year."))
    return dossier.cluster


def cluster_duty(dossier: Dossier) -> Duty:
    """The deputy unit signs where the heading unit is itself the author."""
    return Duty.STAND_IN if heads_own_cluster(dossier) else Duty.ENDORSE


def heads_own_cluster(dossier: Dossier) -> bool:
    """Tell whether the dossier's unit is the head of the cluster that reviews it."""
    return dossier.cluster is not None and dossier.cluster.head_unit_id == dossier.unit_id


def _supervising_department(dossier: Dossier) -> Unit:
    department = _unit.first(pk=dossier.unit.supervising_department_id or 0)
    if department is None:
        raise IncompleteError(
            _("%(unit)s has no supervising department; the administrator must name one.")
            % {"unit": dossier.unit}
        )
    return department


def _appraising_desk(dossier: Dossier) -> Desk | None:
    department = dossier.unit.supervising_department_id
    return _desk_of_unit.first(duty=Duty.APPRAISE_CONTENT, unit=department or 0)


def _office(__: Dossier) -> Unit:
    office = _the_office.first()
    if office is None:
        raise IncompleteError(_("No department is marked as the office."))
    return office


def personnel_department(__: Dossier | None = None) -> Unit:
    """Return the department that vets personnel proposals; IncompleteError while none is marked."""
    department = _the_personnel_department.first()
    if department is None:
        raise IncompleteError(_("No department is marked as the personnel department."))
    return department


def _nowhere(__: Dossier) -> Unit:
    raise IncompleteError(_("Nobody acts here; the dossier waits for a day."))


def _body(dossier: Dossier) -> Body:
    if dossier.body is None:
        raise IncompleteError(_("No deciding body is named for this dossier."))
    return dossier.body


DRAFTER = Performer(lambda __: Duty.DRAFT, _own_unit, (Duty.DRAFT,))
UNIT_HEAD = Performer(lambda __: Duty.SIGN, _own_unit, (Duty.SIGN,))
CLUSTER_HEAD = Performer(cluster_duty, _cluster, (Duty.ENDORSE, Duty.STAND_IN))
CONTENT_APPRAISER = Performer(
    lambda __: Duty.APPRAISE_CONTENT,
    _supervising_department,
    (Duty.APPRAISE_CONTENT,),
    _appraising_desk,
)
FORM_APPRAISER = Performer(
    lambda __: Duty.APPRAISE_FORM,
    _office,
    (Duty.APPRAISE_FORM,),
    lambda __: _desk_of_the_office.first(duty=Duty.APPRAISE_FORM),
)
CLERK = Performer(
    lambda __: Duty.ISSUE,
    _office,
    (Duty.ISSUE,),
    lambda __: _desk_of_the_office.first(duty=Duty.ISSUE),
)
PERSONNEL_OFFICER = Performer(
    lambda __: Duty.APPRAISE_CONTENT, personnel_department, (Duty.APPRAISE_CONTENT,)
)
BODY_SECRETARY = Performer(lambda __: Duty.KEEP_MINUTES, _body, (Duty.KEEP_MINUTES,))
BODY_CHAIR = Performer(lambda __: Duty.PRESIDE, _body, (Duty.PRESIDE,))
NOBODY = Performer(lambda __: Duty.INSPECT, _nowhere, (Duty.INSPECT,))
"""For steps that wait for a day: they open no duty."""
