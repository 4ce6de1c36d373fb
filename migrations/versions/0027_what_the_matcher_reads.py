"""What the matcher reads of a place stands in the indexes by which it finds it."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_MATCHED = ["id", "answers", "denials", "tells_care"]


def upgrade() -> None:
    _drop()
    op.create_index(
        "ix_facility_state",
        "facility",
        ["state"],
        postgresql_where="listed",
        postgresql_include=[*_MATCHED, "latitude", "longitude"],
    )
    op.create_index(
        "ix_facility_place",
        "facility",
        ["latitude", "longitude"],
        postgresql_where="listed",
        postgresql_include=[*_MATCHED, "state"],
    )


def downgrade() -> None:
    _drop()
    op.create_index("ix_facility_state", "facility", ["state"])
    op.create_index("ix_facility_place", "facility", ["latitude", "longitude"])


def _drop() -> None:
    op.drop_index("ix_facility_state", "facility")
    op.drop_index("ix_facility_place", "facility")
