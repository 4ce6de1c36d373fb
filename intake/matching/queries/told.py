"""What an intake tells the matcher, in two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, bindparam, case, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.orm import Session, joinedload

from intake.facilities.models import ZipCentroid
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.errors import NotFound
from intake.insurance.models import BenefitsWorksheet, Payer, Policy
from intake.intakes.models import Finding, Intake
from intake.intakes.queries import visible_to
from intake.matching.models import PlaceChoice
from intake.matching.rules.situation import Coverage
from intake.storage.answers import answered_at
from intake.substances.models import SubstanceUse

_WHICH_IT_IS = ("coverage_kind", "payer_code", "payer_said_as", "member_id")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an intake. `rules`: found by triage. `possible`: rules that an answer still decides, each with what to
    ask.
    """

    substances: tuple[str, ...]
    policies: tuple[Coverage, ...]
    rules: tuple[tuple[str, int], ...]
    possible: tuple[tuple[str, int, Sequence[Mapping[str, Any]]], ...]
    zip_state: str | None
    zip_latitude: float | None
    zip_longitude: float | None
    has_choices: bool = False


def intake_to_match(session: Session, actor: Actor, intake_id: UUID) -> Intake:
    """The intake with its person in need. NotFound also for one that the actor may not see."""
    query = select(Intake).where(Intake.id == intake_id, visible_to(actor)).options(joinedload(Intake.subject))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def told_around(session: Session, intake_id: UUID, zip_code: str | None, today: date) -> Around:
    """Substances, coverage of `today` and findings of an intake, and where the ZIP code is."""
    row = session.connection().execute(_AROUND, {"intake": intake_id, "zip": zip_code, "today": today}).one()
    return Around(
        substances=tuple(filter(None, row.substances)),
        policies=tuple(Coverage(_kind(kind, mark), payer, tuple(states or ())) for kind, mark, payer, states in row.policies),
        rules=tuple((rule, version) for rule, version in row.rules),
        possible=tuple((rule, version, ask) for rule, version, ask in row.possible),
        zip_state=row.state,
        zip_latitude=row.latitude,
        zip_longitude=row.longitude,
        has_choices=row.has_choices,
    )


def _kind(kind: str | None, mark: str | None) -> str | Missing:
    return kind if kind is not None else Missing(mark) if mark else Missing.NOT_ASKED


def _together(rows: Any, of: Any) -> Any:
    """The rows as one JSON list, in one column."""
    return select(func.coalesce(func.json_agg(rows), func.json_build_array())).where(of == bindparam("intake"))


def _not_over() -> Sequence[Any]:
    """Policies of today, unless the last word of the insurer is that it is not active. Days that nobody knows are no reason."""
    today = bindparam("today", type_=Date)
    # What was said before it turned out to be another one is not said of it.
    since = func.greatest(*(answered_at(Policy, field) for field in _WHICH_IT_IS))
    said = (
        select(BenefitsWorksheet.coverage_active)
        .where(BenefitsWorksheet.policy_id == Policy.id, BenefitsWorksheet.coverage_active.is_not(None))
        .where(func.coalesce(answered_at(BenefitsWorksheet, "coverage_active") >= since, true()))
        .order_by(BenefitsWorksheet.id.desc())
        .limit(1)
    )
    return (
        func.coalesce(Policy.starts_on, today) <= today,
        func.coalesce(Policy.ends_on, today) >= today,
        func.coalesce(said.scalar_subquery(), true()),
    )


def _around() -> Select[Any]:
    policy = func.json_build_array(
        Policy.coverage_kind,
        Policy.answers["coverage_kind"][1].astext,
        func.coalesce(Payer.name, Policy.payer_said_as),
        case((Policy.state.is_not(None), array([Policy.state])), else_=Payer.states),
    )
    uses = _together(SubstanceUse.substance_code, SubstanceUse.intake_id).where(SubstanceUse.removed_at.is_(None))
    policies = (
        _together(aggregate_order_by(policy, Policy.position, Policy.id), Policy.intake_id)
        .select_from(Policy)
        .join(Payer, Payer.code == Policy.payer_code, isouter=True)
        .where(Policy.removed_at.is_(None), *_not_over())
    )
    rule = (Finding.rule_id, Finding.rule_version)
    found = _together(func.json_build_array(*rule), Finding.intake_id).where(Finding.status == "found", Finding.gone_at.is_(None))
    asking = aggregate_order_by(func.json_build_array(*rule, Finding.told["ask"]), Finding.position)
    possible = _together(asking, Finding.intake_id).where(Finding.status == "possible", Finding.gone_at.is_(None))
    one = select(literal(1).label("one")).subquery()
    return select(
        uses.scalar_subquery().label("substances"),
        policies.scalar_subquery().label("policies"),
        found.scalar_subquery().label("rules"),
        possible.scalar_subquery().label("possible"),
        exists().where(PlaceChoice.intake_id == bindparam("intake"), PlaceChoice.ended_at.is_(None)).label("has_choices"),
        ZipCentroid.state,
        ZipCentroid.latitude,
        ZipCentroid.longitude,
    ).select_from(one.outerjoin(ZipCentroid, ZipCentroid.zip == bindparam("zip")))


_AROUND = _around()
