"""Answers that triage asks for; how strong a pill is, and what is taken at the same time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake", sa.Column("naloxone_given", sa.Boolean(), nullable=True))
    op.add_column("intake", sa.Column("opioid_break", sa.Boolean(), nullable=True))
    op.add_column("intake", sa.Column("treatment_medications", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("intake", sa.Column("treatment_medications_before", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("intake", sa.Column("pregnancy_weeks", sa.Integer(), nullable=True))
    op.add_column("substance_use", sa.Column("unit_strength_mg", sa.Numeric(precision=10, scale=3), nullable=True))
    op.add_column("substance_use", sa.Column("taken_with", postgresql.ARRAY(sa.Text()), nullable=True))
    op.create_check_constraint(op.f("ck_intake_pregnancy_weeks"), "intake", "pregnancy_weeks between 0 and 45")
    op.create_check_constraint(op.f("ck_substance_use_unit_strength"), "substance_use", "unit_strength_mg > 0")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_substance_use_unit_strength"), "substance_use")
    op.drop_constraint(op.f("ck_intake_pregnancy_weeks"), "intake")
    op.drop_column("substance_use", "taken_with")
    op.drop_column("substance_use", "unit_strength_mg")
    op.drop_column("intake", "pregnancy_weeks")
    op.drop_column("intake", "treatment_medications_before")
    op.drop_column("intake", "treatment_medications")
    op.drop_column("intake", "opioid_break")
    op.drop_column("intake", "naloxone_given")
