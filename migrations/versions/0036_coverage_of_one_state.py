"""coverage of one state is one question: wishes name it by that.

What was found before stays as it was kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ASKED = sa.text("""
    update intake set must_haves = array_replace(must_haves, :before, :now), wishes = array_replace(wishes, :before, :now)
    where :before = any(must_haves) or :before = any(wishes)
""")


def upgrade() -> None:
    for now in ("medicaid", "state_plan"):
        op.get_bind().execute(ASKED, {"before": f"{now}_elsewhere", "now": now})


def downgrade() -> None:
    """Nothing: the version before knows the shorter names as well."""
