"""Translates masked segments, one module per engine, and wraps engines in others."""
