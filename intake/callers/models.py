"""People, the ways to reach them, and who is who to whom."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.foundation.clock import now
from intake.storage.answers import Answerable
from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_date, sealed_text


class Person(Identified, Created, Answerable, Sealed, Base):
    """Anybody who calls or is called for. `provisional` until an intake that names them is complete: kept out of search."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("standing in ('provisional', 'confirmed', 'merged')", name="standing"),
        CheckConstraint("(standing = 'merged') = (merged_into_id is not null)", name="merged"),
        CheckConstraint("age_years between 0 and 120", name="age"),
        Index("ix_person_merged_into", "merged_into_id", postgresql_where="merged_into_id is not null"),
        Index("ix_person_name_tokens", "name_tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    # Together these can point to one person.
    ALSO_ERASED = (
        "age_years",
        "age_is_estimate",
        "gender",
        "language",
        "other_languages",
        "interpreter_needed",
        "county",
        "postal_code",
        "state",
        "time_zone",
    )

    standing: Mapped[str] = mapped_column(default="provisional", server_default="provisional")
    # The record that stays, when this one turned out to be about the same person: reads of either find what hangs on both.
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    # Whose draft a provisional person is; null when a partner or the system recorded them.
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    # True: does not want to be named. Null: nobody has asked.
    anonymous: Mapped[bool | None]
    given_name_sealed: Mapped[bytes | None]
    family_name_sealed: Mapped[bytes | None]
    preferred_name_sealed: Mapped[bytes | None]
    birth_date_sealed: Mapped[bytes | None]
    pronouns_sealed: Mapped[bytes | None]
    street_sealed: Mapped[bytes | None]
    city_sealed: Mapped[bytes | None]
    # Keyed buckets of the names, each shared by many different names (see docs/privacy.md).
    name_tokens: Mapped[list[int]] = mapped_column(ARRAY(INTEGER), default=list, server_default="{}")
    # Completed years as told, when there is no birth date.
    age_years: Mapped[int | None]
    # True: somebody guessed it, "about 40".
    age_is_estimate: Mapped[bool | None]
    # 18 or older, when that is all that anybody can say.
    is_adult: Mapped[bool | None]
    gender: Mapped[str | None]
    language: Mapped[str | None]
    other_languages: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    interpreter_needed: Mapped[bool | None]
    postal_code: Mapped[str | None]
    # Where no ZIP code is known, or none is wanted to be told.
    county: Mapped[str | None]
    state: Mapped[str | None]
    time_zone: Mapped[str | None]

    given_name = sealed_text()
    family_name = sealed_text()
    preferred_name = sealed_text()
    birth_date = sealed_date()
    pronouns = sealed_text()
    street = sealed_text()
    city = sealed_text()

    contact_points: Mapped[list["ContactPoint"]] = relationship(
        back_populates="person", foreign_keys="ContactPoint.person_id", order_by="ContactPoint.id", cascade="all"
    )

    @property
    def given_names(self) -> tuple[str | None, ...]:
        """What people call them: the given name, and the one they prefer."""
        return (self.given_name, self.preferred_name)

    @property
    def full_name(self) -> str | None:
        """The preferred or given name, then the family name; None for somebody who gave none."""
        return full_name(self.given_name, self.preferred_name, self.family_name)

    @property
    def label(self) -> str:
        """What headings call them."""
        return "Erased" if self.is_erased else self.full_name or "Name not known"


def full_name(given: str | None, preferred: str | None, family: str | None) -> str | None:
    """The preferred or given name, then the family name; None for somebody who gave none."""
    return " ".join(filter(None, (preferred or given, family))) or None


class Merge(Identified, Created, Sealed, Base):
    """`merged_id` was found to be `survivor_id`. Nothing was rewritten but the answers that were taken over: kept for undoing."""

    __tablename__ = "person_merge"
    __table_args__ = (Index("uq_person_merge_standing", "merged_id", unique=True, postgresql_where="undone_at is null"),)

    survivor_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    merged_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    # Which answers of the survivor became those of the other; what stood there before, as JSON, with the survivor's key.
    took: Mapped[list[str]] = mapped_column(ARRAY(Text))
    before_sealed: Mapped[bytes | None]
    # Records that had been merged into the one that goes, and went along.
    went_along: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    merged_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    before = sealed_text()


class ContactPoint(Identified, Created, Answerable, Sealed, Base):
    """A telephone number or e-mail address, with what is safe there. Null means not asked, which means no."""

    __tablename__ = "contact_point"
    __table_args__ = (
        CheckConstraint("kind in ('phone', 'email')", name="kind"),
        Index("ix_contact_point_value_digest", "value_digest"),
    )
    # When somebody is at home, and who else hears the telephone there.
    ALSO_ERASED = (
        "may_call",
        "may_leave_voicemail",
        "may_text",
        "may_email",
        "may_say_who_we_are",
        "shared_line",
        "safe_from",
        "safe_until",
        "do_not_contact_until",
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    # The record of a draft that gave way to this person and brought it along; with that it goes, should they not be meant.
    brought_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    value_sealed: Mapped[bytes | None]
    # Keyed digest of the E.164 number or the lower-case address: finds it, does not tell it.
    value_digest: Mapped[bytes]
    ask_for_sealed: Mapped[bytes | None]
    note_sealed: Mapped[bytes | None]
    may_call: Mapped[bool | None]
    may_leave_voicemail: Mapped[bool | None]
    may_text: Mapped[bool | None]
    may_email: Mapped[bool | None]
    may_say_who_we_are: Mapped[bool | None]
    shared_line: Mapped[bool | None]
    # Safe hours in the person's own zone; both null: at any hour that the law allows.
    safe_from: Mapped[time | None]
    safe_until: Mapped[time | None]
    do_not_contact_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    value = sealed_text()
    ask_for = sealed_text()
    note = sealed_text()

    person: Mapped[Person] = relationship(back_populates="contact_points", foreign_keys=[person_id])


class Relationship(Identified, Created, Base):
    """`person_id` is the `kind` (mother, sponsor, …) of `related_person_id`. Kept when it has ended.

    What the one may be told about the other stands in no column: it follows from signed consents alone.
    """

    __tablename__ = "relationship"
    __table_args__ = (UniqueConstraint("person_id", "related_person_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    related_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    # Whether the related person says that this one may be called about them. Null: nobody has asked, which means no.
    may_be_called: Mapped[bool | None]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    related_person: Mapped[Person] = relationship(foreign_keys=[related_person_id])


class Restriction(Identified, Created, Base):
    """This person's record, and all that hangs on it, is there only for those of `Access`. Kept when it is lifted."""

    __tablename__ = "restriction"
    __table_args__ = (Index("uq_restriction_standing", "person_id", unique=True, postgresql_where="lifted_at is null"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    # A code of the reviewed list, never free words.
    because: Mapped[str]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class LegalHold(Identified, Created, Sealed, Base):
    """This person's record must be kept: nothing erases it until every hold on it is lifted. Kept when it is lifted."""

    __tablename__ = "legal_hold"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    # A code of the reviewed list; which matter it is, and who asked for it, stands sealed.
    because: Mapped[str]
    matter_sealed: Mapped[bytes | None]
    # Null: from the machine that runs the desk.
    placed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    matter = sealed_text()


class Access(Identified, Created, Sealed, Base):
    """Who may open a restricted person's record: named, or for a time because they broke the glass and said why."""

    __tablename__ = "restricted_access"
    __table_args__ = (CheckConstraint("(ends_at is null) = (reason_sealed is null)", name="glass_has_a_reason"),)

    restriction_id: Mapped[UUID] = mapped_column(ForeignKey("restriction.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    # Null: named, for as long as the restriction stands.
    ends_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes | None]

    reason = sealed_text()


class Flag(Identified, Created, Sealed, Base):
    """A mark that whoever takes the next call must see: calls again and again, is abusive, does not want to be contacted.

    It fades when `ends_at` has come, and is kept; so is one that was lifted.
    """

    __tablename__ = "person_flag"
    __table_args__ = (
        CheckConstraint("kind in ('repeat', 'abusive', 'do_not_contact')", name="kind"),
        Index("uq_person_flag_standing", "person_id", "kind", unique=True, postgresql_where="lifted_at is null"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    # Null: for as long as nobody lifts it.
    ends_at: Mapped[datetime | None]
    note_sealed: Mapped[bytes | None]
    set_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    note = sealed_text()

    @property
    def stands(self) -> bool:
        """Whether it is neither lifted nor faded."""
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > now())
