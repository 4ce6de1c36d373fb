"""Owns no table: the pages that show many rooms at once (the counselor's form, a person's page, work lists, the wall)."""
