"""Earlier answers kept when they are amended or replaced; drafts handed over; who took a call that another typed in."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_answer",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("informant", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_earlier_answer_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_earlier_answer_intake_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_earlier_answer_recorded_by")),
        sa.ForeignKeyConstraint(["replaced_by"], ["account.id"], name=op.f("fk_earlier_answer_replaced_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_answer")),
    )
    op.create_index(op.f("ix_earlier_answer_data_key_id"), "earlier_answer", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_earlier_answer_intake_id"), "earlier_answer", ["intake_id"], unique=False)
    op.add_column("intake", sa.Column("handed_by", sa.Uuid(), nullable=True))
    op.add_column("intake", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intake", sa.Column("hand_over_note_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("intake", sa.Column("taken_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_intake_handed_by"), "intake", "account", ["handed_by"], ["id"])
    op.create_foreign_key(op.f("fk_intake_taken_by"), "intake", "account", ["taken_by"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_intake_taken_by"), "intake", type_="foreignkey")
    op.drop_constraint(op.f("fk_intake_handed_by"), "intake", type_="foreignkey")
    op.drop_column("intake", "taken_by")
    op.drop_column("intake", "hand_over_note_sealed")
    op.drop_column("intake", "handed_at")
    op.drop_column("intake", "handed_by")
    op.drop_index(op.f("ix_earlier_answer_intake_id"), table_name="earlier_answer")
    op.drop_index(op.f("ix_earlier_answer_data_key_id"), table_name="earlier_answer")
    op.drop_table("earlier_answer")
