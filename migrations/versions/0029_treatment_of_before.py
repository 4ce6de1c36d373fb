"""treatment of before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_treatment",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("where_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("began_year", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("completed", sa.Boolean(), nullable=True),
        sa.Column("what_helped_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("began_year between 1900 and 2200", name=op.f("ck_earlier_treatment_began_year")),
        sa.CheckConstraint("days between 0 and 36500", name=op.f("ck_earlier_treatment_days")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_earlier_treatment_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_earlier_treatment_intake_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_treatment")),
    )
    op.create_index(op.f("ix_earlier_treatment_data_key_id"), "earlier_treatment", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_earlier_treatment_intake_id"), "earlier_treatment", ["intake_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_earlier_treatment_intake_id"), table_name="earlier_treatment")
    op.drop_index(op.f("ix_earlier_treatment_data_key_id"), table_name="earlier_treatment")
    op.drop_table("earlier_treatment")
