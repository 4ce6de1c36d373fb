"""findings set aside."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake_finding", sa.Column("overridden_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intake_finding", sa.Column("overridden_by", sa.Uuid(), nullable=True))
    op.add_column("intake_finding", sa.Column("override_reason", sa.Text(), nullable=True))
    op.add_column("intake_finding", sa.Column("override_note_id", sa.Uuid(), nullable=True))
    op.add_column(
        "intake_finding", sa.Column("overridden_on", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True)
    )
    op.create_foreign_key(op.f("fk_intake_finding_overridden_by"), "intake_finding", "account", ["overridden_by"], ["id"])
    op.create_foreign_key(
        op.f("fk_intake_finding_override_note_id"), "intake_finding", "intake_note", ["override_note_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_intake_finding_override_note_id"), "intake_finding", type_="foreignkey")
    op.drop_constraint(op.f("fk_intake_finding_overridden_by"), "intake_finding", type_="foreignkey")
    op.drop_column("intake_finding", "overridden_on")
    op.drop_column("intake_finding", "override_note_id")
    op.drop_column("intake_finding", "override_reason")
    op.drop_column("intake_finding", "overridden_by")
    op.drop_column("intake_finding", "overridden_at")
