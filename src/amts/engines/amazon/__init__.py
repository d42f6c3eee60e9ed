"""Amazon Translate, or whatever speaks its API: text by text, and customised in batches (Active Custom Translation)."""
