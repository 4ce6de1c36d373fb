"""Disclosures are only added to; the one change left is to empty what a destroyed data key had sealed."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The application role may not update the table (migrations/rights.py). What this leaves can be read by nobody anyway.
ERASE = """
create function erase_disclosures(keys uuid[]) returns void
language sql security definer set search_path = '' as $$
    update public.disclosure d set
        recipient_name_sealed = case when d.recipient_name_sealed is not null then ''::bytea end,
        facts_sealed = case when d.facts_sealed is not null then ''::bytea end,
        carried_sealed = case when d.carried_sealed is not null then ''::bytea end
    from public.data_key k
    where k.id = d.data_key_id and k.id = any(keys) and k.wrapped is null
$$
"""


def upgrade() -> None:
    op.execute(ERASE)


def downgrade() -> None:
    op.execute("drop function erase_disclosures(uuid[])")
