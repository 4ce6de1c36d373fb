"""Consents, signing links, disclosures; referrals cleared to leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "basis_switch",
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_basis_switch_changed_by")),
        sa.PrimaryKeyConstraint("basis", name=op.f("pk_basis_switch")),
    )
    op.create_table(
        "consent",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="verbal_intent_recorded", nullable=False),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("information", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("representative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("signed_hash_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("signature_kind", sa.Text(), nullable=True),
        sa.Column("signature_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ground in ('minor', 'lacks_capacity', 'deceased')", name=op.f("ck_consent_ground")),
        sa.CheckConstraint("state <> 'signed' or signed_at is not null", name=op.f("ck_consent_signed_at")),
        sa.CheckConstraint("state in ('verbal_intent_recorded', 'offered', 'signed', 'revoked')", name=op.f("ck_consent_state")),
        sa.CheckConstraint("(representative_sealed is null) = (ground is null)", name=op.f("ck_consent_representative")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_consent_created_by")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_consent_data_key_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_consent_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("number", name=op.f("uq_consent_number")),
    )
    op.create_index(op.f("ix_consent_data_key_id"), "consent", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_consent_subject_id"), "consent", ["subject_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("recipient_kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("information", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("leaves", sa.Boolean(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("carried_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_disclosure_by")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_disclosure_consent_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_disclosure_data_key_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_disclosure_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_data_key_id"), "disclosure", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_disclosure_subject_id"), "disclosure", ["subject_id"], unique=False)
    op.create_index(op.f("ix_disclosure_consent_id"), "disclosure", ["consent_id"], unique=False)
    op.create_table(
        "signing_link",
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_signing_link_consent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_signing_link_token_digest")),
    )
    op.create_index(op.f("ix_signing_link_consent_id"), "signing_link", ["consent_id"], unique=False)
    op.add_column("referral", sa.Column("basis", sa.Text(), nullable=True))
    op.add_column("referral", sa.Column("consent_id", sa.Uuid(), nullable=True))
    op.add_column("referral", sa.Column("information", postgresql.ARRAY(sa.Text()), nullable=True))
    op.create_index(op.f("ix_referral_consent_id"), "referral", ["consent_id"], unique=False)
    op.drop_constraint(op.f("ck_referral_state"), "referral")
    op.create_check_constraint(
        op.f("ck_referral_state"), "referral", "state in ('draft', 'requested', 'cancelled', 'entered-in-error')"
    )
    op.drop_index("uq_referral_open", table_name="referral", postgresql_where="state = 'draft'")
    op.create_index(
        "uq_referral_open",
        "referral",
        ["intake_id", "facility_id"],
        unique=True,
        postgresql_where="state in ('draft', 'requested')",
    )
    op.create_foreign_key(op.f("fk_referral_consent_id"), "referral", "consent", ["consent_id"], ["id"])


def downgrade() -> None:
    op.drop_index("uq_referral_open", table_name="referral", postgresql_where="state in ('draft', 'requested')")
    op.create_index("uq_referral_open", "referral", ["intake_id", "facility_id"], unique=True, postgresql_where="state = 'draft'")
    # What was cleared to leave has not left: the code before knows it as ended.
    op.execute("update referral set state = 'cancelled' where state = 'requested'")
    op.drop_constraint(op.f("ck_referral_state"), "referral")
    op.create_check_constraint(op.f("ck_referral_state"), "referral", "state in ('draft', 'cancelled', 'entered-in-error')")
    op.drop_constraint(op.f("fk_referral_consent_id"), "referral", type_="foreignkey")
    op.drop_index(op.f("ix_referral_consent_id"), table_name="referral")
    op.drop_column("referral", "information")
    op.drop_column("referral", "consent_id")
    op.drop_column("referral", "basis")
    op.drop_index(op.f("ix_signing_link_consent_id"), table_name="signing_link")
    op.drop_table("signing_link")
    op.drop_index(op.f("ix_disclosure_subject_id"), table_name="disclosure")
    op.drop_index(op.f("ix_disclosure_consent_id"), table_name="disclosure")
    op.drop_index(op.f("ix_disclosure_data_key_id"), table_name="disclosure")
    op.drop_table("disclosure")
    op.drop_index(op.f("ix_consent_subject_id"), table_name="consent")
    op.drop_index(op.f("ix_consent_data_key_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_table("basis_switch")
