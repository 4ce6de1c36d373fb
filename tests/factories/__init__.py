"""One factory a model, by plain functions: a row with sensible content, added and flushed."""
