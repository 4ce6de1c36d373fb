"""Corrections of places by the desk, what places told it, their credentials and their history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facility_change",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_facility_change_facility_id")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_facility_change_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_change")),
    )
    op.create_index("ix_facility_change_facility_id", "facility_change", ["facility_id", "at", "id"], unique=False)
    op.create_table(
        "facility_correction",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("ours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("theirs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("differs", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_facility_correction_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_correction")),
        sa.UniqueConstraint("facility_id", "field", name="uq_facility_correction_field"),
    )
    op.create_index("ix_facility_correction_differs", "facility_correction", ["id"], unique=False, postgresql_where="differs")
    op.create_table(
        "facility_credential",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('accreditation', 'licence')", name=op.f("ck_facility_credential_kind")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_facility_credential_dates_in_order")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_facility_credential_facility_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_credential")),
    )
    op.create_index("ix_facility_credential_facility_id", "facility_credential", ["facility_id"], unique=False)
    op.create_table(
        "place_facts",
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("hours", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("walk_in", sa.Boolean(), nullable=True),
        sa.Column("waiting_days", sa.SmallInteger(), nullable=True),
        sa.Column("referral_phone", sa.Text(), nullable=True),
        sa.Column("bring", sa.Text(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_place_facts_facility_id")),
        sa.PrimaryKeyConstraint("facility_id", name=op.f("pk_place_facts")),
    )
    op.add_column("facility", sa.Column("denied", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    zeros = sa.text("0::bit(512)")
    op.add_column("facility", sa.Column("denials", postgresql.BIT(length=512), server_default=zeros, nullable=False))
    op.add_column("facility", sa.Column("delisted_year", sa.SmallInteger(), nullable=True))
    op.add_column("facility", sa.Column("closed_on", sa.Date(), nullable=True))
    op.add_column("facility", sa.Column("website", sa.Text(), nullable=True))
    op.add_column("facility", sa.Column("listing_format", sa.Text(), server_default="workbook", nullable=False))
    op.add_column("facility", sa.Column("listed_as", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.add_column("facility", sa.Column("verified_how", sa.Text(), nullable=True))
    op.add_column("facility", sa.Column("verified_with", sa.Text(), nullable=True))
    op.add_column("facility", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("import_run", sa.Column("format", sa.Text(), server_default="workbook", nullable=False))
    op.add_column("incoming_facility", sa.Column("website", sa.Text(), nullable=True))
    op.add_column("incoming_facility", sa.Column("latitude", sa.Double(), nullable=True))
    op.add_column("incoming_facility", sa.Column("longitude", sa.Double(), nullable=True))
    op.execute(
        """
        update facility set delisted_year = coalesce(
            (select max(source_year) from import_run where import_run.source = facility.source), facility.last_year)
        where not listed
        """
    )


def downgrade() -> None:
    op.drop_column("incoming_facility", "longitude")
    op.drop_column("incoming_facility", "latitude")
    op.drop_column("incoming_facility", "website")
    op.drop_column("import_run", "format")
    op.drop_column("facility", "version")
    op.drop_column("facility", "verified_with")
    op.drop_column("facility", "verified_how")
    op.drop_column("facility", "listed_as")
    op.drop_column("facility", "listing_format")
    op.drop_column("facility", "website")
    op.drop_column("facility", "closed_on")
    op.drop_column("facility", "delisted_year")
    op.drop_column("facility", "denials")
    op.drop_column("facility", "denied")
    op.drop_table("place_facts")
    op.drop_index("ix_facility_credential_facility_id", table_name="facility_credential")
    op.drop_table("facility_credential")
    op.drop_index("ix_facility_correction_differs", table_name="facility_correction", postgresql_where="differs")
    op.drop_table("facility_correction")
    op.drop_index("ix_facility_change_facility_id", table_name="facility_change")
    op.drop_table("facility_change")
