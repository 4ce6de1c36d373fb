"""more of a person, and flags."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_flag",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('repeat', 'abusive', 'do_not_contact')", name=op.f("ck_person_flag_kind")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_person_flag_data_key_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_person_flag_lifted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_flag_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_person_flag_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_flag")),
    )
    op.create_index(op.f("ix_person_flag_data_key_id"), "person_flag", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_person_flag_person_id"), "person_flag", ["person_id"], unique=False)
    op.create_index(
        "uq_person_flag_standing", "person_flag", ["person_id", "kind"], unique=True, postgresql_where="lifted_at is null"
    )
    op.add_column("person", sa.Column("pronouns_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("person", sa.Column("city_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("person", sa.Column("age_is_estimate", sa.Boolean(), nullable=True))
    op.add_column("person", sa.Column("other_languages", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("person", sa.Column("county", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("person", "county")
    op.drop_column("person", "other_languages")
    op.drop_column("person", "age_is_estimate")
    op.drop_column("person", "city_sealed")
    op.drop_column("person", "pronouns_sealed")
    op.drop_index("uq_person_flag_standing", table_name="person_flag", postgresql_where="lifted_at is null")
    op.drop_index(op.f("ix_person_flag_person_id"), table_name="person_flag")
    op.drop_index(op.f("ix_person_flag_data_key_id"), table_name="person_flag")
    op.drop_table("person_flag")
