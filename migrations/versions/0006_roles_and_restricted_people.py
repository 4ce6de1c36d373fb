"""Roles that read; restricted people and who may open them; whom supervisors see."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROLES = "role in ('counselor', 'supervisor', 'clinician', 'quality_reviewer', 'auditor', 'administrator')"
ROLES_BEFORE = "role in ('counselor', 'supervisor', 'administrator')"


def upgrade() -> None:
    op.create_table(
        "restriction",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_restriction_lifted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_restriction_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_restriction_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    op.create_index("uq_restriction_standing", "restriction", ["person_id"], unique=True, postgresql_where="lifted_at is null")
    op.create_table(
        "restricted_access",
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(ends_at is null) = (reason_sealed is null)", name=op.f("ck_restricted_access_glass_has_a_reason")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_restricted_access_account_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_restricted_access_data_key_id")),
        sa.ForeignKeyConstraint(["restriction_id"], ["restriction.id"], name=op.f("fk_restricted_access_restriction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restricted_access")),
    )
    op.create_index(op.f("ix_restricted_access_data_key_id"), "restricted_access", ["data_key_id"])
    op.create_index(op.f("ix_restricted_access_restriction_id"), "restricted_access", ["restriction_id"])
    op.add_column("organisation_settings", sa.Column("supervisors_see_all", sa.Boolean(), server_default="false", nullable=False))
    op.drop_constraint(op.f("ck_account_role"), "account")
    op.create_check_constraint(op.f("ck_account_role"), "account", ROLES)


def downgrade() -> None:
    # Those who only read keep nothing that the roles before would have given them.
    op.drop_constraint(op.f("ck_account_role"), "account")
    op.execute(
        "update account set role = 'counselor', disabled_at = coalesce(disabled_at, now()) "
        "where role in ('clinician', 'quality_reviewer', 'auditor')"
    )
    op.create_check_constraint(op.f("ck_account_role"), "account", ROLES_BEFORE)
    op.drop_column("organisation_settings", "supervisors_see_all")
    op.drop_index(op.f("ix_restricted_access_restriction_id"), table_name="restricted_access")
    op.drop_index(op.f("ix_restricted_access_data_key_id"), table_name="restricted_access")
    op.drop_table("restricted_access")
    op.drop_index("uq_restriction_standing", table_name="restriction", postgresql_where="lifted_at is null")
    op.drop_table("restriction")
