"""Consents signed on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consent", sa.Column("scan_id", sa.Uuid(), nullable=True))
    op.add_column("consent", sa.Column("signed_on", sa.Date(), nullable=True))
    op.add_column("consent", sa.Column("checked_by", sa.Uuid(), nullable=True))
    op.add_column("consent", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_consent_checked_by"), "consent", "account", ["checked_by"], ["id"])
    op.create_foreign_key(op.f("fk_consent_scan_id"), "consent", "attachment", ["scan_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_consent_scan_id"), "consent", type_="foreignkey")
    op.drop_constraint(op.f("fk_consent_checked_by"), "consent", type_="foreignkey")
    op.drop_column("consent", "checked_at")
    op.drop_column("consent", "checked_by")
    op.drop_column("consent", "signed_on")
    op.drop_column("consent", "scan_id")
