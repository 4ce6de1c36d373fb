"""what an erasure leaves.

Who was erased before is left with as little as who is erased from now on. There is no way back for what is gone.
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CLEARED = (
    """
    update person set interpreter_needed = null, state = null, answers = answers - array['interpreter_needed', 'state']
    from data_key where data_key.id = data_key_id and wrapped is null
    """,
    """
    update contact_point set may_call = null, may_leave_voicemail = null, may_text = null, may_email = null,
        may_say_who_we_are = null, shared_line = null, safe_from = null, safe_until = null, do_not_contact_until = null,
        answers = answers - array['may_call', 'may_leave_voicemail', 'may_text', 'may_email', 'may_say_who_we_are', 'shared_line',
            'safe_from', 'safe_until', 'do_not_contact_until']
    from data_key where data_key.id = data_key_id and wrapped is null
    """,
    """
    update policy set state = null, starts_on = null, ends_on = null, answers = answers - array['state', 'starts_on', 'ends_on']
    from data_key where data_key.id = data_key_id and wrapped is null
    """,
    """
    update intake set search_states = null, search_radius_miles = null,
        answers = answers - array['search_states', 'search_radius_miles']
    from data_key where data_key.id = data_key_id and wrapped is null
    """,
    "update message set places = '{}' from data_key where data_key.id = data_key_id and wrapped is null",
    "update task set time_zone = 'UTC' from data_key where data_key.id = data_key_id and wrapped is null",
    """
    update match_run set matches = '[]', to_find_out = '[]',
        needs = needs || jsonb_build_object('area', jsonb_build_object('states', '[]'::jsonb, 'radius_miles', null))
    from intake join data_key on data_key.id = intake.data_key_id where intake.id = match_run.intake_id and wrapped is null
    """,
)


def upgrade() -> None:
    for statement in CLEARED:
        op.execute(statement)


def downgrade() -> None:
    """Nothing comes back."""
