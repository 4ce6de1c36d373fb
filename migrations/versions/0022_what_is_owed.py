"""What is owed: who must hear that a consent was taken back, who asked for their disclosures, and the tasks about it.

Consents that were taken back before get their notices too, and the event again: its handlers do nothing twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ORIGINS = "origin in ('staff', 'proposed', 'partner'{more})"
MUST_HEAR = """
    insert into revocation_notice (id, consent_id, disclosure_id)
    select distinct on (c.id) gen_random_uuid(), c.id, d.id
    from consent c join disclosure d on d.consent_id = c.id and d.leaves
    where c.state = 'revoked' order by c.id, d.at desc, d.id desc
"""
TELL_AGAIN = """
    insert into outbox_event (id, name, ids)
    select gen_random_uuid(), 'consents.revoked', jsonb_build_object('consent_id', c.id::text, 'person_id', c.subject_id::text)
    from consent c where c.id in (select consent_id from revocation_notice)
"""


def upgrade() -> None:
    op.create_table(
        "accounting_request",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(answered_at is null) = (way is null)", name=op.f("ck_accounting_request_answered")),
        sa.CheckConstraint("answered_at is null or answered_by is not null", name=op.f("ck_accounting_request_answered_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_accounting_request_answered_by")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_accounting_request_created_by")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_accounting_request_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_request")),
        sa.UniqueConstraint("number", name=op.f("uq_accounting_request_number")),
    )
    op.create_index(op.f("ix_accounting_request_subject_id"), "accounting_request", ["subject_id"], unique=False)
    op.create_index(
        "uq_accounting_request_open",
        "accounting_request",
        ["subject_id", "kind"],
        unique=True,
        postgresql_where="answered_at is null",
    )
    op.create_table(
        "revocation_notice",
        sa.Column("consent_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(told_at is null) = (way is null)", name=op.f("ck_revocation_notice_told")),
        sa.CheckConstraint("told_at is null or told_by is not null", name=op.f("ck_revocation_notice_told_by")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_revocation_notice_consent_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_revocation_notice_created_by")),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_revocation_notice_disclosure_id")),
        sa.ForeignKeyConstraint(["told_by"], ["account.id"], name=op.f("fk_revocation_notice_told_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_notice")),
        sa.UniqueConstraint("disclosure_id", name=op.f("uq_revocation_notice_disclosure_id")),
    )
    op.create_index(op.f("ix_revocation_notice_consent_id"), "revocation_notice", ["consent_id"], unique=False)
    op.add_column("task", sa.Column("notice_id", sa.Uuid(), nullable=True))
    op.add_column("task", sa.Column("accounting_id", sa.Uuid(), nullable=True))
    op.create_unique_constraint(op.f("uq_task_accounting_id"), "task", ["accounting_id"])
    op.create_unique_constraint(op.f("uq_task_notice_id"), "task", ["notice_id"])
    op.create_foreign_key(op.f("fk_task_notice_id"), "task", "revocation_notice", ["notice_id"], ["id"])
    op.create_foreign_key(op.f("fk_task_accounting_id"), "task", "accounting_request", ["accounting_id"], ["id"])
    op.drop_constraint(op.f("ck_task_origin"), "task", type_="check")
    op.create_check_constraint(op.f("ck_task_origin"), "task", ORIGINS.format(more=", 'duty'"))
    op.create_check_constraint(op.f("ck_task_duty"), "task", "origin <> 'duty' or num_nonnulls(notice_id, accounting_id) = 1")
    op.execute(MUST_HEAR)
    op.execute(TELL_AGAIN)


def downgrade() -> None:
    op.execute("delete from task where origin = 'duty'")
    op.drop_constraint(op.f("ck_task_duty"), "task", type_="check")
    op.drop_constraint(op.f("ck_task_origin"), "task", type_="check")
    op.create_check_constraint(op.f("ck_task_origin"), "task", ORIGINS.format(more=""))
    op.drop_constraint(op.f("fk_task_accounting_id"), "task", type_="foreignkey")
    op.drop_constraint(op.f("fk_task_notice_id"), "task", type_="foreignkey")
    op.drop_constraint(op.f("uq_task_notice_id"), "task", type_="unique")
    op.drop_constraint(op.f("uq_task_accounting_id"), "task", type_="unique")
    op.drop_column("task", "accounting_id")
    op.drop_column("task", "notice_id")
    op.drop_index(op.f("ix_revocation_notice_consent_id"), table_name="revocation_notice")
    op.drop_table("revocation_notice")
    op.drop_index("uq_accounting_request_open", table_name="accounting_request", postgresql_where="answered_at is null")
    op.drop_index(op.f("ix_accounting_request_subject_id"), table_name="accounting_request")
    op.drop_table("accounting_request")
