"""Where results are kept: files that are replaced whole, and SQLite databases."""
