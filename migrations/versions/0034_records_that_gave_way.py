"""records that gave way."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

COLUMNS = (("intake", "own_caller_id"), ("intake", "own_subject_id"), ("contact_point", "brought_by"))


def upgrade() -> None:
    for table, name in COLUMNS:
        op.add_column(table, sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_{name}"), table, "person", [name], ["id"])


def downgrade() -> None:
    for table, name in COLUMNS:
        op.drop_column(table, name)
