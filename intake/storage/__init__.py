"""First floor: PostgreSQL and nothing of the web. Owns tables' base, units of work, sealed columns, answers and the outbox."""
