"""drafts that are kept for later stand in the lists of drafts.

The index of what somebody goes on with knows them too.
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _index("state in ('draft', 'abandoned')")


def downgrade() -> None:
    _index("state = 'draft'")


def _index(where: str) -> None:
    op.drop_index("ix_intake_owner_drafts", table_name="intake")
    op.create_index("ix_intake_owner_drafts", "intake", ["owner_id", "id"], unique=False, postgresql_where=where)
