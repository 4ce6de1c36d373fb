"""Notes that a counselor jots down beside the form, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_note",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_intake_note_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_intake_note_intake_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_intake_note_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_note")),
    )
    op.create_index(op.f("ix_intake_note_data_key_id"), "intake_note", ["data_key_id"])
    op.create_index(op.f("ix_intake_note_intake_id"), "intake_note", ["intake_id"])


def downgrade() -> None:
    op.drop_table("intake_note")
