"""The intake with its situation's answers, and the findings it was told."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.callers.models import Person
from intake.storage.answers import Answerable
from intake.storage.base import Base, Created, Identified, Numbered
from intake.storage.encrypted import Sealed, sealed_text


class Intake(Identified, Numbered, Created, Answerable, Sealed, Base):
    """One call's intake about one person in need. Its sealed columns use that person's key.

    `version` grows with every change to the intake or anything in it; each answer has its own version as well.
    """

    __tablename__ = "intake"
    # Around where they live.
    ALSO_ERASED = ("search_states", "search_radius_miles")
    __table_args__ = (
        CheckConstraint("state in ('draft', 'complete', 'closed', 'abandoned')", name="state"),
        CheckConstraint("pregnancy_weeks between 0 and 45", name="pregnancy_weeks"),
        CheckConstraint("origin in ('form', 'api', 'partner')", name="origin"),
        Index("ix_intake_owner_drafts", "owner_id", "id", postgresql_where="state in ('draft', 'abandoned')"),
        Index("ix_intake_completed", "completed_at", "id"),
    )
    REFERENCE_PREFIX = "IN"

    state: Mapped[str] = mapped_column(default="draft", server_default="draft")
    origin: Mapped[str] = mapped_column(default="form", server_default="form")
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    # The person calling and the person in need: the same row when somebody calls for themself.
    caller_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    # The draft's own record of either, where it gave way to somebody whom the desk knows, or to the caller.
    own_caller_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    own_subject_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    # The owner's team when it was taken: colleagues of one team stand in for each other.
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Who handed the draft over to its owner, and when; with a word for them.
    handed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    handed_at: Mapped[datetime | None]
    hand_over_note_sealed: Mapped[bytes | None]
    # Who took the call, where somebody else typed it in later; null: the owner took it.
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    completed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    abandoned_at: Mapped[datetime | None]

    # --- answers about the situation ---
    for_whom: Mapped[str | None]
    relation: Mapped[str | None]
    present_with_caller: Mapped[bool | None]
    present_location_sealed: Mapped[bytes | None]
    narrative_sealed: Mapped[bytes | None]
    # overdose and other danger signs now
    not_waking: Mapped[bool | None]
    slow_or_no_breathing: Mapped[bool | None]
    blue_lips: Mapped[bool | None]
    gurgling_or_choking: Mapped[bool | None]
    seizure_now: Mapped[bool | None]
    seizure_last_two_days: Mapped[bool | None]
    chest_pain: Mapped[bool | None]
    confusion: Mapped[bool | None]
    hallucinations: Mapped[bool | None]
    fever: Mapped[bool | None]
    took_more_than_intended: Mapped[bool | None]
    mixed_substances: Mapped[bool | None]
    # Naloxone was given today.
    naloxone_given: Mapped[bool | None]
    # withdrawal, past and present
    withdrawal_symptoms_now: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    past_withdrawal_seizure: Mapped[bool | None]
    past_withdrawal_delirium: Mapped[bool | None]
    past_overdose: Mapped[bool | None]
    # Some days without an opioid lately: jail, hospital, treatment.
    opioid_break: Mapped[bool | None]
    # Medicines that are treatment, by their codes: those taken now, and those of before.
    treatment_medications: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    treatment_medications_before: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    # True: the person has named everything that is used.
    substances_complete: Mapped[bool | None]
    # safety
    suicidal_thoughts: Mapped[bool | None]
    suicide_plan: Mapped[bool | None]
    violence_at_home: Mapped[bool | None]
    safe_place_tonight: Mapped[bool | None]
    child_in_danger: Mapped[bool | None]
    naloxone_at_hand: Mapped[bool | None]
    # health
    pregnant: Mapped[bool | None]
    pregnancy_weeks: Mapped[int | None]
    seizure_disorder: Mapped[bool | None]
    liver_disease: Mapped[bool | None]
    respiratory_disease: Mapped[bool | None]
    # needs and wishes for a place
    # States to look in, as postal abbreviations; with none, the state of the person's ZIP.
    search_states: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    search_radius_miles: Mapped[int | None]
    # What a clinician or another place said is needed, as `edition/code` of the matcher's levels of care.
    level_of_care: Mapped[str | None]
    legal_status: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    # What somebody needs so that they can be there.
    access_needs: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    veteran: Mapped[bool | None]
    # Questions of the matcher that the caller added as must-haves and as wishes.
    must_haves: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    wishes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))

    present_location = sealed_text()
    narrative = sealed_text()
    hand_over_note = sealed_text()

    caller: Mapped[Person] = relationship(foreign_keys=[caller_id])
    subject: Mapped[Person] = relationship(foreign_keys=[subject_id])


class Note(Identified, Sealed, Base):
    """What a counselor jots down while they listen. Added to, never changed; sealed with the key of the person in need."""

    __tablename__ = "intake_note"

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    # Empty once the person was erased.
    text_sealed: Mapped[bytes | None]

    text = sealed_text()


class EarlierAnswer(Identified, Sealed, Base):
    """What an answer was before it was amended, or before somebody else's account took its place. Never changed.

    `version`, informant and recorder are those of the earlier answer. Sealed with the key of whose answer it is.
    """

    __tablename__ = "earlier_answer"

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    record: Mapped[str]
    record_id: Mapped[UUID]
    field: Mapped[str]
    version: Mapped[int]
    # JSON of the value, or of how it was missing. Empty once the person was erased.
    answer_sealed: Mapped[bytes | None]
    informant: Mapped[str | None]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime | None]
    replaced_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    replaced_at: Mapped[datetime]
    # Why, where the intake was complete already; null: it was a draft.
    reason_sealed: Mapped[bytes | None]

    answer = sealed_text()
    reason = sealed_text()

    @property
    def earlier(self) -> Any:
        """The answer as it was sent then; None once the person was erased."""
        return None if self.answer is None else json.loads(self.answer)


class Finding(Identified, Base):
    """One triage finding as it was told, with the rule version and the answers it rests on.

    `gone_at`: answers changed and the finding no longer stands; it is kept.
    """

    __tablename__ = "intake_finding"
    __table_args__ = (
        UniqueConstraint("intake_id", "rule_id", "rule_version"),
        CheckConstraint("status in ('found', 'possible')", name="status"),
        ForeignKeyConstraint(["rule_id", "rule_version"], ["triage_rule.rule_id", "triage_rule.version"]),
    )

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    rule_id: Mapped[str]
    rule_version: Mapped[int]
    severity: Mapped[str]
    status: Mapped[str]
    position: Mapped[int]
    # The grounds and the open questions of this case; the words are the rule version's own.
    told: Mapped[dict[str, Any]] = mapped_column(JSONB)
    appeared_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    # Codes of what was done; free words go into the intake's narrative, which is sealed.
    actions_taken: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    # Somebody said why it does not hold here: a code of the reviewed list, their own words as a note, and on what it rested
    # then. When that changes it counts as new.
    overridden_at: Mapped[datetime | None]
    overridden_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    override_reason: Mapped[str | None]
    override_note_id: Mapped[UUID | None] = mapped_column(ForeignKey("intake_note.id"))
    overridden_on: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
