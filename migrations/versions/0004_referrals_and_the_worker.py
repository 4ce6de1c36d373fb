"""Referrals, what the worker has handled, where a task comes from, partner keys that expire."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_handled",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["outbox_event.id"], name=op.f("fk_outbox_handled_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "handler", name=op.f("pk_outbox_handled")),
    )
    op.create_table(
        "referral",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("match_run_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state in ('draft', 'cancelled', 'entered-in-error')", name=op.f("ck_referral_state")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_referral_created_by")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_referral_facility_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_referral_intake_id")),
        sa.ForeignKeyConstraint(["match_run_id"], ["match_run.id"], name=op.f("fk_referral_match_run_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_referral_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
    )
    op.create_index(op.f("ix_referral_facility_id"), "referral", ["facility_id"], unique=False)
    op.create_index(op.f("ix_referral_intake_id"), "referral", ["intake_id"], unique=False)
    op.create_index(op.f("ix_referral_subject_id"), "referral", ["subject_id"], unique=False)
    op.create_index("uq_referral_open", "referral", ["intake_id", "facility_id"], unique=True, postgresql_where="state = 'draft'")
    op.create_table(
        "referral_step",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_referral_step_by")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_step_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_step")),
    )
    op.create_index(op.f("ix_referral_step_referral_id"), "referral_step", ["referral_id"], unique=False)
    op.add_column("partner_key", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task", sa.Column("origin", sa.Text(), server_default="staff", nullable=False))
    op.create_check_constraint(op.f("ck_task_origin"), "task", "origin in ('staff', 'proposed', 'partner')")
    op.create_index("uq_task_proposed", "task", ["intake_id"], unique=True, postgresql_where="origin = 'proposed'")


def downgrade() -> None:
    op.drop_index("uq_task_proposed", table_name="task", postgresql_where="origin = 'proposed'")
    op.drop_constraint(op.f("ck_task_origin"), "task")
    op.drop_column("task", "origin")
    op.drop_column("partner_key", "expires_at")
    op.drop_index(op.f("ix_referral_step_referral_id"), table_name="referral_step")
    op.drop_table("referral_step")
    op.drop_index("uq_referral_open", table_name="referral", postgresql_where="state = 'draft'")
    op.drop_index(op.f("ix_referral_subject_id"), table_name="referral")
    op.drop_index(op.f("ix_referral_intake_id"), table_name="referral")
    op.drop_index(op.f("ix_referral_facility_id"), table_name="referral")
    op.drop_table("referral")
    op.drop_table("outbox_handled")
