"""records of one person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_merge",
        sa.Column("survivor_id", sa.Uuid(), nullable=False),
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("took", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("before_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("went_along", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_person_merge_data_key_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["account.id"], name=op.f("fk_person_merge_merged_by")),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["person.id"], name=op.f("fk_person_merge_survivor_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_person_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_data_key_id"), "person_merge", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_person_merge_survivor_id"), "person_merge", ["survivor_id"], unique=False)
    op.create_index("uq_person_merge_standing", "person_merge", ["merged_id"], unique=True, postgresql_where="undone_at is null")
    op.add_column("person", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_person_merged_into", "person", ["merged_into_id"], unique=False, postgresql_where="merged_into_id is not null"
    )
    op.create_foreign_key(op.f("fk_person_merged_into_id"), "person", "person", ["merged_into_id"], ["id"])
    op.create_check_constraint(op.f("ck_person_merged"), "person", "(standing = 'merged') = (merged_into_id is not null)")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_person_merged"), "person", type_="check")
    op.drop_constraint(op.f("fk_person_merged_into_id"), "person", type_="foreignkey")
    op.drop_index("ix_person_merged_into", table_name="person", postgresql_where="merged_into_id is not null")
    op.drop_column("person", "merged_into_id")
    op.drop_index("uq_person_merge_standing", table_name="person_merge", postgresql_where="undone_at is null")
    op.drop_index(op.f("ix_person_merge_survivor_id"), table_name="person_merge")
    op.drop_index(op.f("ix_person_merge_data_key_id"), table_name="person_merge")
    op.drop_table("person_merge")
