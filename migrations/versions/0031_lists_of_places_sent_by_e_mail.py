"""lists of places sent by e-mail."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("contact_point_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("places", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("says_who", sa.Boolean(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("subject_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("language in ('en', 'es')", name=op.f("ck_message_language")),
        sa.CheckConstraint(
            "state in ('waiting', 'sending', 'sent', 'unclear', 'failed', 'stopped')", name=op.f("ck_message_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_message_asked_by")),
        sa.ForeignKeyConstraint(["contact_point_id"], ["contact_point.id"], name=op.f("fk_message_contact_point_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_message_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_message_intake_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_data_key_id"), "message", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_message_intake_id"), "message", ["intake_id"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_message_person_id"), table_name="message")
    op.drop_index(op.f("ix_message_intake_id"), table_name="message")
    op.drop_index(op.f("ix_message_data_key_id"), table_name="message")
    op.drop_table("message")
