"""Parallel data: kept as named resources, exchanged with other tools, looked up as a translation memory."""
