"""Minimal edits of sentences that people have translated and whose sources have changed."""
