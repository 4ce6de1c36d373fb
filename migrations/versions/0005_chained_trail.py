"""The trail in chains: each row with its place and a seal over the one before; a chain's end moves with its rows alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Takes a chain that no other transaction is adding to; only when all are busy, waits for one of them.
TAKE = """
create function take_audit_chain(out chain smallint, out link bigint, out seal bytea, out at timestamptz)
language plpgsql security definer set search_path = '' as $$
begin
    at := now();
    select c.id, c.link, c.seal into chain, link, seal from public.audit_chain c limit 1 for update skip locked;
    if not found then
        select c.id, c.link, c.seal into chain, link, seal from public.audit_chain c
        where c.id = (select 1 + floor(random() * 16)::int) for update;
    end if;
end $$
"""
# A row that does not follow the last one of its chain is refused, whoever adds it.
FOLLOW = """
create function follow_audit_chain() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
    update public.audit_chain c set link = new.link, seal = new.seal
    where c.id = new.chain and c.link = new.link - 1;
    if not found then
        raise exception 'the trail continues elsewhere' using errcode = 'check_violation';
    end if;
    return null;
end $$
"""


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.SmallInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("link", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("seal", sa.LargeBinary(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    op.execute("alter table audit_chain set (fillfactor = 10)")
    op.execute("insert into audit_chain (link) select 0 from generate_series(1, 16)")
    op.add_column("audit_entry", sa.Column("chain", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("audit_entry", sa.Column("link", sa.BigInteger(), nullable=True))
    op.add_column("audit_entry", sa.Column("seal", sa.LargeBinary(), server_default="", nullable=False))
    op.execute(
        "update audit_entry e set link = n.link "
        "from (select id, row_number() over (order by id) as link from audit_entry) n where n.id = e.id"
    )
    op.alter_column("audit_entry", "chain", server_default=None)
    op.alter_column("audit_entry", "link", nullable=False)
    op.alter_column("audit_entry", "seal", server_default=None)
    op.create_unique_constraint("uq_audit_entry_link", "audit_entry", ["chain", "link"])
    op.execute(TAKE)
    op.execute(FOLLOW)
    op.execute("create trigger follow_chain after insert on audit_entry for each row execute function follow_audit_chain()")


def downgrade() -> None:
    op.execute("drop trigger follow_chain on audit_entry")
    op.execute("drop function follow_audit_chain()")
    op.execute("drop function take_audit_chain()")
    op.drop_constraint("uq_audit_entry_link", "audit_entry")
    op.drop_column("audit_entry", "seal")
    op.drop_column("audit_entry", "link")
    op.drop_column("audit_entry", "chain")
    op.drop_table("audit_chain")
