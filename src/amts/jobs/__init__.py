"""Durable batches: jobs of many units, done by worker processes, that survive the death of any process."""
