"""Files about people."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removed_because", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("media_type in ('application/pdf', 'image/png', 'image/jpeg')", name=op.f("ck_attachment_media_type")),
        sa.CheckConstraint("(removed_at is null) = (removed_because is null)", name=op.f("ck_attachment_removed_with_reason")),
        sa.CheckConstraint("removed_at is null or content_sealed is null", name=op.f("ck_attachment_removed_without_content")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_attachment_created_by")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_attachment_data_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_person_id")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_attachment_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    # Sealed bytes do not get smaller: PostgreSQL need not try.
    op.execute("alter table attachment alter column content_sealed set storage external")
    op.create_index(op.f("ix_attachment_data_key_id"), "attachment", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_attachment_person_id"), "attachment", ["person_id"], unique=False)
    op.create_index("uq_attachment_content", "attachment", ["content_digest"], unique=True, postgresql_where="removed_at is null")


def downgrade() -> None:
    op.drop_index("uq_attachment_content", table_name="attachment", postgresql_where="removed_at is null")
    op.drop_index(op.f("ix_attachment_person_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_data_key_id"), table_name="attachment")
    op.drop_table("attachment")
