"""Base models: from corpora to a small, fast translator, by one recipe."""
