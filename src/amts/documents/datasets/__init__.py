"""Rows of texts, such as training data of assistants: JSON Lines, CSV, TSV."""
