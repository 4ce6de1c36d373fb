"""Under which outside numbers records came in, and files on their way in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outside_number",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('people', 'intakes', 'tasks')", name=op.f("ck_outside_number_kind")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_outside_number_data_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_number")),
    )
    op.create_index(op.f("ix_outside_number_data_key_id"), "outside_number", ["data_key_id"], unique=False)
    op.create_index("ix_outside_number_record_id", "outside_number", ["record_id"], unique=False)
    op.create_index("uq_outside_number_digest", "outside_number", ["kind", "number_digest"], unique=True)
    op.create_table(
        "transfer",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="uploaded", nullable=False),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("mapping_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added", sa.Integer(), server_default="0", nullable=False),
        sa.Column("known", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wrong", sa.Integer(), server_default="0", nullable=False),
        sa.Column("errors", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('people', 'places', 'intakes', 'tasks')", name=op.f("ck_transfer_kind")),
        sa.CheckConstraint(
            "state in ('uploaded', 'checking', 'checked', 'importing', 'imported', 'refused', 'dropped')",
            name=op.f("ck_transfer_state"),
        ),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_transfer_data_key_id")),
        sa.ForeignKeyConstraint(["started_by"], ["account.id"], name=op.f("fk_transfer_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index(op.f("ix_transfer_data_key_id"), "transfer", ["data_key_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_transfer_data_key_id"), table_name="transfer")
    op.drop_table("transfer")
    op.drop_index("uq_outside_number_digest", table_name="outside_number")
    op.drop_index("ix_outside_number_record_id", table_name="outside_number")
    op.drop_index(op.f("ix_outside_number_data_key_id"), table_name="outside_number")
    op.drop_table("outside_number")
