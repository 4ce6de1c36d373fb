"""Policies in full: plan, dates, numbers on the card, Medicare parts, a budget, and who holds the policy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("policy", sa.Column("group_number_digest", sa.LargeBinary(), nullable=True))
    op.add_column("policy", sa.Column("plan_name", sa.Text(), nullable=True))
    op.add_column("policy", sa.Column("medicare_parts", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("policy", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("policy", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("policy", sa.Column("payer_phone", sa.Text(), nullable=True))
    op.add_column("policy", sa.Column("rx_bin", sa.Text(), nullable=True))
    op.add_column("policy", sa.Column("rx_pcn", sa.Text(), nullable=True))
    op.add_column("policy", sa.Column("budget_cents", sa.BigInteger(), nullable=True))
    op.add_column("policy", sa.Column("currency", sa.Text(), server_default="USD", nullable=False))
    op.add_column("policy", sa.Column("subscriber_name_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("policy", sa.Column("subscriber_birth_date_sealed", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(op.f("ck_policy_budget"), "policy", "budget_cents >= 0")
    op.create_index("ix_policy_group_digest", "policy", ["group_number_digest"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_policy_group_digest", table_name="policy")
    op.drop_constraint(op.f("ck_policy_budget"), "policy")
    op.drop_column("policy", "subscriber_birth_date_sealed")
    op.drop_column("policy", "subscriber_name_sealed")
    op.drop_column("policy", "currency")
    op.drop_column("policy", "budget_cents")
    op.drop_column("policy", "rx_pcn")
    op.drop_column("policy", "rx_bin")
    op.drop_column("policy", "payer_phone")
    op.drop_column("policy", "ends_on")
    op.drop_column("policy", "starts_on")
    op.drop_column("policy", "medicare_parts")
    op.drop_column("policy", "plan_name")
    op.drop_column("policy", "group_number_digest")
