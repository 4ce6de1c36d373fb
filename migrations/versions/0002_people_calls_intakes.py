"""People, calls, substances, insurance, intakes, follow-ups and partners."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("number", name=op.f("uq_line_number")),
    )
    op.create_table(
        "partner",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
    )
    op.create_table(
        "payer",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("states", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_payer")),
    )
    op.create_table(
        "substance",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("substance_class", sa.Text(), nullable=False),
        sa.Column("icd10cm_family", sa.Text(), nullable=False),
        sa.Column("teds_code", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_substance")),
    )
    op.create_table(
        "partner_key",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_key_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_key")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_partner_key_key_digest")),
    )
    op.create_index(op.f("ix_partner_key_partner_id"), "partner_key", ["partner_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("standing", sa.Text(), server_default="provisional", nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("anonymous", sa.Boolean(), nullable=True),
        sa.Column("given_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("family_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("preferred_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("street_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_tokens", postgresql.ARRAY(sa.INTEGER()), server_default="{}", nullable=False),
        sa.Column("age_years", sa.Integer(), nullable=True),
        sa.Column("is_adult", sa.Boolean(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("standing in ('provisional', 'confirmed', 'merged')", name=op.f("ck_person_standing")),
        sa.CheckConstraint("age_years between 0 and 120", name=op.f("ck_person_age")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_person_data_key_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_person_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_data_key_id"), "person", ["data_key_id"], unique=False)
    op.create_index(
        "ix_person_name_tokens",
        "person",
        ["name_tokens"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_table(
        "call",
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("provider_call_id", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), server_default="inbound", nullable=False),
        sa.Column("from_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("from_digest", sa.LargeBinary(), nullable=True),
        sa.Column("caller_id", sa.Uuid(), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("direction in ('inbound', 'outbound')", name=op.f("ck_call_direction")),
        sa.ForeignKeyConstraint(["caller_id"], ["person.id"], name=op.f("fk_call_caller_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_call_data_key_id")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_call_line_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_call_taken_by")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_call_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("number", name=op.f("uq_call_number")),
    )
    op.create_index(op.f("ix_call_caller_id"), "call", ["caller_id"], unique=False)
    op.create_index(op.f("ix_call_data_key_id"), "call", ["data_key_id"], unique=False)
    op.create_index("ix_call_from_digest", "call", ["from_digest"], unique=False)
    op.create_index("ix_call_started", "call", ["started_at", "id"], unique=False)
    op.create_index(op.f("ix_call_taken_by"), "call", ["taken_by"], unique=False)
    op.create_index("uq_call_provider", "call", ["provider", "provider_call_id"], unique=True)
    op.create_table(
        "contact_point",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("value_digest", sa.LargeBinary(), nullable=False),
        sa.Column("ask_for_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("may_call", sa.Boolean(), nullable=True),
        sa.Column("may_leave_voicemail", sa.Boolean(), nullable=True),
        sa.Column("may_text", sa.Boolean(), nullable=True),
        sa.Column("may_email", sa.Boolean(), nullable=True),
        sa.Column("may_say_who_we_are", sa.Boolean(), nullable=True),
        sa.Column("shared_line", sa.Boolean(), nullable=True),
        sa.Column("safe_from", sa.Time(), nullable=True),
        sa.Column("safe_until", sa.Time(), nullable=True),
        sa.Column("do_not_contact_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind in ('phone', 'email')", name=op.f("ck_contact_point_kind")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_contact_point_confirmed_by")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_contact_point_data_key_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_point_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    op.create_index(op.f("ix_contact_point_data_key_id"), "contact_point", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_contact_point_person_id"), "contact_point", ["person_id"], unique=False)
    op.create_index("ix_contact_point_value_digest", "contact_point", ["value_digest"], unique=False)
    op.create_table(
        "relationship",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("related_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_relationship_person_id")),
        sa.ForeignKeyConstraint(["related_person_id"], ["person.id"], name=op.f("fk_relationship_related_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationship")),
        sa.UniqueConstraint("person_id", "related_person_id", name=op.f("uq_relationship_person_id_related_person_id")),
    )
    op.create_index(op.f("ix_relationship_related_person_id"), "relationship", ["related_person_id"], unique=False)
    op.create_table(
        "intake",
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("origin", sa.Text(), server_default="form", nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("for_whom", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("present_with_caller", sa.Boolean(), nullable=True),
        sa.Column("present_location_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("narrative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("not_waking", sa.Boolean(), nullable=True),
        sa.Column("slow_or_no_breathing", sa.Boolean(), nullable=True),
        sa.Column("blue_lips", sa.Boolean(), nullable=True),
        sa.Column("gurgling_or_choking", sa.Boolean(), nullable=True),
        sa.Column("seizure_now", sa.Boolean(), nullable=True),
        sa.Column("seizure_last_two_days", sa.Boolean(), nullable=True),
        sa.Column("chest_pain", sa.Boolean(), nullable=True),
        sa.Column("confusion", sa.Boolean(), nullable=True),
        sa.Column("hallucinations", sa.Boolean(), nullable=True),
        sa.Column("fever", sa.Boolean(), nullable=True),
        sa.Column("took_more_than_intended", sa.Boolean(), nullable=True),
        sa.Column("mixed_substances", sa.Boolean(), nullable=True),
        sa.Column("withdrawal_symptoms_now", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("past_withdrawal_seizure", sa.Boolean(), nullable=True),
        sa.Column("past_withdrawal_delirium", sa.Boolean(), nullable=True),
        sa.Column("past_overdose", sa.Boolean(), nullable=True),
        sa.Column("substances_complete", sa.Boolean(), nullable=True),
        sa.Column("suicidal_thoughts", sa.Boolean(), nullable=True),
        sa.Column("suicide_plan", sa.Boolean(), nullable=True),
        sa.Column("violence_at_home", sa.Boolean(), nullable=True),
        sa.Column("safe_place_tonight", sa.Boolean(), nullable=True),
        sa.Column("child_in_danger", sa.Boolean(), nullable=True),
        sa.Column("naloxone_at_hand", sa.Boolean(), nullable=True),
        sa.Column("pregnant", sa.Boolean(), nullable=True),
        sa.Column("seizure_disorder", sa.Boolean(), nullable=True),
        sa.Column("liver_disease", sa.Boolean(), nullable=True),
        sa.Column("respiratory_disease", sa.Boolean(), nullable=True),
        sa.Column("search_states", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("search_radius_miles", sa.Integer(), nullable=True),
        sa.Column("must_haves", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("wishes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("origin in ('form', 'api', 'partner')", name=op.f("ck_intake_origin")),
        sa.CheckConstraint("state in ('draft', 'complete', 'closed', 'abandoned')", name=op.f("ck_intake_state")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_intake_call_id")),
        sa.ForeignKeyConstraint(["caller_id"], ["person.id"], name=op.f("fk_intake_caller_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_intake_data_key_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_intake_owner_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_intake_partner_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_intake_team_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["person.id"], name=op.f("fk_intake_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("number", name=op.f("uq_intake_number")),
    )
    op.create_index(op.f("ix_intake_call_id"), "intake", ["call_id"], unique=False)
    op.create_index(op.f("ix_intake_caller_id"), "intake", ["caller_id"], unique=False)
    op.create_index("ix_intake_completed", "intake", ["completed_at", "id"], unique=False)
    op.create_index(op.f("ix_intake_data_key_id"), "intake", ["data_key_id"], unique=False)
    op.create_index("ix_intake_owner_drafts", "intake", ["owner_id", "id"], unique=False, postgresql_where="state = 'draft'")
    op.create_index(op.f("ix_intake_subject_id"), "intake", ["subject_id"], unique=False)
    op.create_table(
        "triage_rule",
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "version", name=op.f("pk_triage_rule")),
    )
    op.create_table(
        "intake_finding",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("appeared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("actions_taken", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("status in ('found', 'possible')", name=op.f("ck_intake_finding_status")),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["account.id"], name=op.f("fk_intake_finding_acknowledged_by")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_intake_finding_intake_id")),
        sa.ForeignKeyConstraint(
            ["rule_id", "rule_version"],
            ["triage_rule.rule_id", "triage_rule.version"],
            name=op.f("fk_intake_finding_rule_id_rule_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_finding")),
        sa.UniqueConstraint(
            "intake_id", "rule_id", "rule_version", name=op.f("uq_intake_finding_intake_id_rule_id_rule_version")
        ),
    )
    op.create_index(op.f("ix_intake_finding_intake_id"), "intake_finding", ["intake_id"], unique=False)
    op.create_table(
        "policy",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="1", nullable=False),
        sa.Column("coverage_kind", sa.Text(), nullable=True),
        sa.Column("payer_code", sa.Text(), nullable=True),
        sa.Column("payer_said_as", sa.Text(), nullable=True),
        sa.Column("plan_type", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("member_id_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("member_id_digest", sa.LargeBinary(), nullable=True),
        sa.Column("group_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("subscriber", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("position between 1 and 9", name=op.f("ck_policy_position")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_policy_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_policy_intake_id")),
        sa.ForeignKeyConstraint(["payer_code"], ["payer.code"], name=op.f("fk_policy_payer_code")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_policy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index(op.f("ix_policy_data_key_id"), "policy", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_policy_intake_id"), "policy", ["intake_id"], unique=False)
    op.create_index("ix_policy_member_digest", "policy", ["member_id_digest"], unique=False)
    op.create_index(op.f("ix_policy_person_id"), "policy", ["person_id"], unique=False)
    op.create_table(
        "substance_use",
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("substance_code", sa.Text(), nullable=True),
        sa.Column("said_as_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("amount_per_day", sa.Numeric(precision=10, scale=3), nullable=True),
        sa.Column("amount_unit", sa.Text(), nullable=True),
        sa.Column("days_used_in_30", sa.Integer(), nullable=True),
        sa.Column("days_per_week", sa.Integer(), nullable=True),
        sa.Column("months_of_use", sa.Integer(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_abruptly", sa.Boolean(), nullable=True),
        sa.Column("prescribed", sa.Boolean(), nullable=True),
        sa.Column("prescriber_count", sa.Integer(), nullable=True),
        sa.Column("illicit_source", sa.Boolean(), nullable=True),
        sa.Column("runs_out_early", sa.Boolean(), nullable=True),
        sa.Column("several_prescribers", sa.Boolean(), nullable=True),
        sa.Column("nothing_else_works", sa.Boolean(), nullable=True),
        sa.Column("takes_high_doses", sa.Boolean(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_per_day > 0", name=op.f("ck_substance_use_amount")),
        sa.CheckConstraint("days_per_week between 0 and 7", name=op.f("ck_substance_use_days_per_week")),
        sa.CheckConstraint("days_used_in_30 between 0 and 30", name=op.f("ck_substance_use_days_used")),
        sa.CheckConstraint("months_of_use between 0 and 1200", name=op.f("ck_substance_use_months")),
        sa.CheckConstraint("prescriber_count between 0 and 50", name=op.f("ck_substance_use_prescribers")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_substance_use_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_substance_use_intake_id")),
        sa.ForeignKeyConstraint(["substance_code"], ["substance.code"], name=op.f("fk_substance_use_substance_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substance_use")),
    )
    op.create_index(op.f("ix_substance_use_data_key_id"), "substance_use", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_substance_use_intake_id"), "substance_use", ["intake_id"], unique=False)
    op.create_index(op.f("ix_substance_use_substance_code"), "substance_use", ["substance_code"], unique=False)
    op.create_table(
        "task",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state in ('open', 'done', 'cancelled')", name=op.f("ck_task_state")),
        sa.ForeignKeyConstraint(["assignee_id"], ["account.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["data_key_id"], ["data_key.id"], name=op.f("fk_task_data_key_id")),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_task_intake_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("number", name=op.f("uq_task_number")),
    )
    op.create_index(op.f("ix_task_data_key_id"), "task", ["data_key_id"], unique=False)
    op.create_index(op.f("ix_task_intake_id"), "task", ["intake_id"], unique=False)
    op.create_index(
        "ix_task_open_assignee", "task", ["assignee_id", "due_at", "id"], unique=False, postgresql_where="state = 'open'"
    )
    op.create_index("ix_task_open_due", "task", ["due_at", "id"], unique=False, postgresql_where="state = 'open'")
    op.create_index(op.f("ix_task_person_id"), "task", ["person_id"], unique=False)
    op.create_table(
        "pushed_referral",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("partner_reference", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("intake_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["intake_id"], ["intake.id"], name=op.f("fk_pushed_referral_intake_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_pushed_referral_partner_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_pushed_referral_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushed_referral")),
    )
    op.create_index(op.f("ix_pushed_referral_intake_id"), "pushed_referral", ["intake_id"], unique=False)
    op.create_index("uq_pushed_referral_reference", "pushed_referral", ["partner_id", "partner_reference"], unique=True)
    op.create_table(
        "task_attempt",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("contact_point_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_task_attempt_by")),
        sa.ForeignKeyConstraint(["contact_point_id"], ["contact_point.id"], name=op.f("fk_task_attempt_contact_point_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_attempt_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_attempt")),
    )
    op.create_index(op.f("ix_task_attempt_task_id"), "task_attempt", ["task_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_task_attempt_task_id"), table_name="task_attempt")
    op.drop_table("task_attempt")
    op.drop_index("uq_pushed_referral_reference", table_name="pushed_referral")
    op.drop_index(op.f("ix_pushed_referral_intake_id"), table_name="pushed_referral")
    op.drop_table("pushed_referral")
    op.drop_index(op.f("ix_task_person_id"), table_name="task")
    op.drop_index("ix_task_open_due", table_name="task", postgresql_where="state = 'open'")
    op.drop_index("ix_task_open_assignee", table_name="task", postgresql_where="state = 'open'")
    op.drop_index(op.f("ix_task_intake_id"), table_name="task")
    op.drop_index(op.f("ix_task_data_key_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_substance_use_substance_code"), table_name="substance_use")
    op.drop_index(op.f("ix_substance_use_intake_id"), table_name="substance_use")
    op.drop_index(op.f("ix_substance_use_data_key_id"), table_name="substance_use")
    op.drop_table("substance_use")
    op.drop_index(op.f("ix_policy_person_id"), table_name="policy")
    op.drop_index("ix_policy_member_digest", table_name="policy")
    op.drop_index(op.f("ix_policy_intake_id"), table_name="policy")
    op.drop_index(op.f("ix_policy_data_key_id"), table_name="policy")
    op.drop_table("policy")
    op.drop_index(op.f("ix_intake_finding_intake_id"), table_name="intake_finding")
    op.drop_table("intake_finding")
    op.drop_table("triage_rule")
    op.drop_index(op.f("ix_intake_subject_id"), table_name="intake")
    op.drop_index("ix_intake_owner_drafts", table_name="intake", postgresql_where="state = 'draft'")
    op.drop_index(op.f("ix_intake_data_key_id"), table_name="intake")
    op.drop_index("ix_intake_completed", table_name="intake")
    op.drop_index(op.f("ix_intake_caller_id"), table_name="intake")
    op.drop_index(op.f("ix_intake_call_id"), table_name="intake")
    op.drop_table("intake")
    op.drop_index(op.f("ix_relationship_related_person_id"), table_name="relationship")
    op.drop_table("relationship")
    op.drop_index("ix_contact_point_value_digest", table_name="contact_point")
    op.drop_index(op.f("ix_contact_point_person_id"), table_name="contact_point")
    op.drop_index(op.f("ix_contact_point_data_key_id"), table_name="contact_point")
    op.drop_table("contact_point")
    op.drop_index("uq_call_provider", table_name="call")
    op.drop_index(op.f("ix_call_taken_by"), table_name="call")
    op.drop_index("ix_call_started", table_name="call")
    op.drop_index("ix_call_from_digest", table_name="call")
    op.drop_index(op.f("ix_call_data_key_id"), table_name="call")
    op.drop_index(op.f("ix_call_caller_id"), table_name="call")
    op.drop_table("call")
    op.drop_index("ix_person_name_tokens", table_name="person", postgresql_using="gin", postgresql_with={"fastupdate": "off"})
    op.drop_index(op.f("ix_person_data_key_id"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_partner_key_partner_id"), table_name="partner_key")
    op.drop_table("partner_key")
    op.drop_table("substance")
    op.drop_table("payer")
    op.drop_table("partner")
    op.drop_table("line")
