"""who stands around a person."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("relationship", sa.Column("may_be_called", sa.Boolean(), nullable=True))
    op.add_column("relationship", sa.Column("recorded_by", sa.Uuid(), nullable=True))
    op.add_column("relationship", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("relationship", sa.Column("ended_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_relationship_recorded_by"), "relationship", "account", ["recorded_by"], ["id"])
    op.create_foreign_key(op.f("fk_relationship_ended_by"), "relationship", "account", ["ended_by"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_relationship_ended_by"), "relationship", type_="foreignkey")
    op.drop_constraint(op.f("fk_relationship_recorded_by"), "relationship", type_="foreignkey")
    op.drop_column("relationship", "ended_by")
    op.drop_column("relationship", "ended_at")
    op.drop_column("relationship", "recorded_by")
    op.drop_column("relationship", "may_be_called")
