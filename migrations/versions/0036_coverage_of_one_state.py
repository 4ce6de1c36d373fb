"""coverage of one state is one question, and each place answers it by the state it is in.

Kept needs named another question where places were looked for in other states only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# No place of the plan's own state was among them: there is no state whose places prove it.
NEEDS = sa.text("""
    update match_run set
        needs = replace(cast(needs || jsonb_build_object('paid_by', coalesce(needs -> 'paid_by', cast('[]' as jsonb))
            || jsonb_build_array(jsonb_build_object('question', cast(:now as text), 'states', jsonb_build_array())))
            as text), :before, :now)::jsonb,
        excluded = replace(cast(excluded as text), :before, :now)::jsonb
    where strpos(cast(needs as text), :before) > 0
""")
ASKED = sa.text("""
    update intake set must_haves = array_replace(must_haves, :before, :now), wishes = array_replace(wishes, :before, :now)
    where :before = any(must_haves) or :before = any(wishes)
""")


def upgrade() -> None:
    for now in ("medicaid", "state_plan"):
        for statement in (NEEDS, ASKED):
            op.get_bind().execute(statement, {"before": f"{now}_elsewhere", "now": now})


def downgrade() -> None:
    """Nothing: the version before knows the shorter names as well."""
