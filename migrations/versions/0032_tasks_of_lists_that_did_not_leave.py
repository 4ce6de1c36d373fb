"""tasks of lists that did not leave."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ORIGIN = "ck_task_origin"


def upgrade() -> None:
    op.drop_constraint(op.f(ORIGIN), "task", type_="check")
    op.create_check_constraint(op.f(ORIGIN), "task", "origin in ('staff', 'proposed', 'partner', 'duty', 'desk')")


def downgrade() -> None:
    op.execute("update task set origin = 'staff' where origin = 'desk'")
    op.drop_constraint(op.f(ORIGIN), "task", type_="check")
    op.create_check_constraint(op.f(ORIGIN), "task", "origin in ('staff', 'proposed', 'partner', 'duty')")
