"""How long records are kept: one row of what the desk has set."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_setting",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("years", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_retention_setting_one_row")),
        sa.CheckConstraint("not is_on or starts_at is not null", name=op.f("ck_retention_setting_starts")),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_retention_setting_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_setting")),
    )


def downgrade() -> None:
    op.drop_table("retention_setting")
