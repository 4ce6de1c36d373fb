"""What insurers said of policies, when they were asked and on which disclosure, payer ids, and pictures of cards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefits_inquiry",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_benefits_inquiry_asked_by")),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_benefits_inquiry_disclosure_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_benefits_inquiry_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits_inquiry")),
    )
    op.create_index(op.f("ix_benefits_inquiry_policy_id"), "benefits_inquiry", ["policy_id"], unique=False)
    op.create_table(
        "benefits_worksheet",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("coverage_active", sa.Boolean(), nullable=True),
        sa.Column("substance_use_covered", sa.Boolean(), nullable=True),
        sa.Column("mental_health_covered", sa.Boolean(), nullable=True),
        sa.Column("in_network", sa.Boolean(), nullable=True),
        sa.Column("in_network_of", sa.Text(), nullable=True),
        sa.Column("deductible_cents", sa.BigInteger(), nullable=True),
        sa.Column("deductible_met_cents", sa.BigInteger(), nullable=True),
        sa.Column("out_of_pocket_cents", sa.BigInteger(), nullable=True),
        sa.Column("out_of_pocket_met_cents", sa.BigInteger(), nullable=True),
        sa.Column("co_pay_cents", sa.BigInteger(), nullable=True),
        sa.Column("co_insurance_percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("currency", sa.Text(), server_default="USD", nullable=False),
        sa.Column("authorization_needed", sa.Boolean(), nullable=True),
        sa.Column("days_covered", sa.Integer(), nullable=True),
        sa.Column("reference_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_by_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remarks_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("doubts", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("reading_text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("co_insurance_percent between 0 and 100", name=op.f("ck_benefits_worksheet_co_insurance")),
        sa.CheckConstraint(
            "least(deductible_cents, deductible_met_cents, out_of_pocket_cents, out_of_pocket_met_cents, "
            "co_pay_cents, days_covered) >= 0",
            name=op.f("ck_benefits_worksheet_amounts"),
        ),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_benefits_worksheet_data_key_id")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["benefits_inquiry.id"], name=op.f("fk_benefits_worksheet_inquiry_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_benefits_worksheet_policy_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_benefits_worksheet_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefits_worksheet")),
    )
    op.create_index(op.f("ix_benefits_worksheet_data_key_id"), "benefits_worksheet", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_benefits_worksheet_policy_id"), "benefits_worksheet", ["policy_id"], unique=False)
    op.add_column("payer", sa.Column("x12_id", sa.Text(), nullable=True))
    op.add_column("policy", sa.Column("card_front_id", sa.Uuid(), nullable=True))
    op.add_column("policy", sa.Column("card_back_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_policy_card_back_id"), "policy", "attachment", ["card_back_id"], ["id"])
    op.create_foreign_key(op.f("fk_policy_card_front_id"), "policy", "attachment", ["card_front_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_policy_card_front_id"), "policy", type_="foreignkey")
    op.drop_constraint(op.f("fk_policy_card_back_id"), "policy", type_="foreignkey")
    op.drop_column("policy", "card_back_id")
    op.drop_column("policy", "card_front_id")
    op.drop_column("payer", "x12_id")
    op.drop_index(op.f("ix_benefits_worksheet_policy_id"), table_name="benefits_worksheet")
    op.drop_index(op.f("ix_benefits_worksheet_data_key_id"), table_name="benefits_worksheet")
    op.drop_table("benefits_worksheet")
    op.drop_index(op.f("ix_benefits_inquiry_policy_id"), table_name="benefits_inquiry")
    op.drop_table("benefits_inquiry")
