"""What triage tells: read, acknowledged, set aside."""

from uuid import UUID

from intake.foundation.permissions import Permission
from intake.intakes import queries, service
from intake.intakes.api.door import READ, api
from intake.intakes.rules.findings import KeptFinding
from intake.intakes.schemas.shown import FindingOut, FindingsOut
from intake.intakes.schemas.told import AcknowledgementIn, OverrideIn
from intake.web.door import Unit


@api.operation("GET", "/intakes/<uuid:intake_id>/findings", permission=READ, gives=FindingsOut(), versioned=True)
def list_findings(unit: Unit, intake_id: UUID) -> queries.WholeIntake:
    """What triage tells now, and what must still be asked."""
    return queries.whole_intake(unit.session, queries.find_intake(unit.session, unit.actor, intake_id))


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/findings/<uuid:finding_id>/acknowledgement",
    permission=Permission.FINDINGS_ACKNOWLEDGE,
    takes=AcknowledgementIn(),
    gives=FindingOut(),
)
def acknowledge_finding(unit: Unit, data: dict[str, list[str]], intake_id: UUID, finding_id: UUID) -> KeptFinding:
    """Say what was done about a finding."""
    return service.acknowledge_finding(unit.session, actor=unit.actor, intake_id=intake_id, finding_id=finding_id, **data)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/findings/<uuid:finding_id>/override",
    permission=Permission.FINDINGS_ACKNOWLEDGE,
    takes=OverrideIn(),
    gives=FindingOut(),
)
def override_finding(unit: Unit, data: dict[str, str], intake_id: UUID, finding_id: UUID) -> KeptFinding:
    """Set a finding aside, saying why: it stays, marked. An emergency only supervisors and clinicians may set aside."""
    return service.override_finding(unit.session, actor=unit.actor, intake_id=intake_id, finding_id=finding_id, **data)
