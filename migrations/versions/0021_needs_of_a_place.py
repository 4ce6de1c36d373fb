"""What a place is asked for: the level of care that was named, court or supervision, access, military service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intake", sa.Column("level_of_care", sa.Text(), nullable=True))
    op.add_column("intake", sa.Column("legal_status", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("intake", sa.Column("access_needs", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("intake", sa.Column("veteran", sa.Boolean(), nullable=True))


def downgrade() -> None:
    for name in ("veteran", "access_needs", "legal_status", "level_of_care"):
        op.drop_column("intake", name)
