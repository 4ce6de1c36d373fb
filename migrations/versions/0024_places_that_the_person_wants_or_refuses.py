"""places that the person wants or refuses."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_choice",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('pinned', 'refused')", name=op.f("ck_place_choice_kind")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_place_choice_by")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_place_choice_data_key_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_place_choice_ended_by")),
        sa.ForeignKeyConstraint(["facility_id"], ["facility.id"], name=op.f("fk_place_choice_facility_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_place_choice_intake_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_choice")),
    )
    op.create_index(op.f("ix_place_choice_data_key_id"), "place_choice", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_place_choice_intake_id"), "place_choice", ["intake_id"], unique=False)
    op.create_index(
        "uq_place_choice_standing", "place_choice", ["intake_id", "facility_id"], unique=True, postgresql_where="ended_at is null"
    )


def downgrade() -> None:
    op.drop_index("uq_place_choice_standing", table_name="place_choice", postgresql_where="ended_at is null")
    op.drop_index(op.f("ix_place_choice_intake_id"), table_name="place_choice")
    op.drop_index(op.f("ix_place_choice_data_key_id"), table_name="place_choice")
    op.drop_table("place_choice")
