"""Markdown with its flavours."""
