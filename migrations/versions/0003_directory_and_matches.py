"""The treatment directory, its imports and match runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_year", sa.SmallInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_version", "import_run", ["source", "id"], unique=False, postgresql_where="changed")
    op.create_table(
        "incoming_facility",
        sa.Column("source_key", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("intake_lines", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("answers", postgresql.BIT(length=512), nullable=False),
        sa.Column("tells_care", sa.Boolean(), nullable=False),
        sa.Column("provider_key", sa.Uuid(), nullable=False),
        sa.Column("site_key", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("facility_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("source_key", name=op.f("pk_incoming_facility")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "provider",
        sa.Column("source_key", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("source_key", name=op.f("uq_provider_source_key")),
    )
    op.create_table(
        "service_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("category_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("source_year", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_code")),
    )
    op.create_table(
        "site",
        sa.Column("source_key", sa.Uuid(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("coordinate_precision", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(latitude is null) = (coordinate_precision = 'none')", name=op.f("ck_site_coordinates_told")),
        sa.CheckConstraint(
            "coordinate_precision in ('none', 'zip_centroid', 'address')", name=op.f("ck_site_coordinate_precision")
        ),
        sa.CheckConstraint("(latitude is null) = (longitude is null)", name=op.f("ck_site_coordinates_together")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("source_key", name=op.f("uq_site_source_key")),
    )
    op.create_index("ix_site_zip", "site", ["zip"], unique=False)
    op.create_table(
        "zip_centroid",
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("zip", name=op.f("pk_zip_centroid")),
    )
    op.create_table(
        "facility",
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("search_name", sa.Text(), sa.Computed("lower(name || ' ' || program)", persisted=True), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("intake_lines", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("answers", postgresql.BIT(length=512), nullable=False),
        sa.Column("tells_care", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("first_year", sa.SmallInteger(), nullable=False),
        sa.Column("last_year", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["provider.id"], name=op.f("fk_facility_provider_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_facility_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("source", "source_key", name="uq_facility_source"),
    )
    op.create_index("ix_facility_codes", "facility", ["codes"], unique=False, postgresql_using="gin")
    op.create_index("ix_facility_order", "facility", ["search_name", "id"], unique=False)
    op.create_index("ix_facility_place", "facility", ["latitude", "longitude"], unique=False)
    op.create_index("ix_facility_provider_id", "facility", ["provider_id"], unique=False)
    op.create_index(
        "ix_facility_search",
        "facility",
        ["search_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_name": "gin_trgm_ops"},
    )
    op.create_index("ix_facility_site_id", "facility", ["site_id"], unique=False)
    op.create_index("ix_facility_state", "facility", ["state"], unique=False)
    op.create_table(
        "import_issue",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rows", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('rejected', 'merged', 'doubtful')", name=op.f("ck_import_issue_kind")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_issue_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_issue")),
    )
    op.create_index("ix_import_issue_run_id", "import_issue", ["run_id"], unique=False)
    op.create_table(
        "match_run",
        sa.Column("intake_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("directory_version", sa.Uuid(), nullable=True),
        sa.Column("needs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("matches", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("to_find_out", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("excluded", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["directory_version"], ["import_run.id"], name=op.f("fk_match_run_directory_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    op.create_index(op.f("ix_match_run_intake_id"), "match_run", ["intake_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_match_run_intake_id"), table_name="match_run")
    op.drop_table("match_run")
    op.drop_index("ix_import_issue_run_id", table_name="import_issue")
    op.drop_table("import_issue")
    op.drop_index("ix_facility_state", table_name="facility")
    op.drop_index("ix_facility_site_id", table_name="facility")
    op.drop_index(
        "ix_facility_search", table_name="facility", postgresql_using="gin", postgresql_ops={"search_name": "gin_trgm_ops"}
    )
    op.drop_index("ix_facility_provider_id", table_name="facility")
    op.drop_index("ix_facility_place", table_name="facility")
    op.drop_index("ix_facility_order", table_name="facility")
    op.drop_index("ix_facility_codes", table_name="facility", postgresql_using="gin")
    op.drop_table("facility")
    op.drop_table("zip_centroid")
    op.drop_index("ix_site_zip", table_name="site")
    op.drop_table("site")
    op.drop_table("service_code")
    op.drop_table("provider")
    op.drop_table("incoming_facility")
    op.drop_index("ix_import_run_version", table_name="import_run", postgresql_where="changed")
    op.drop_table("import_run")
