"""Cleaning corpora: what is taken out of them has a reason, and every reason is counted."""
