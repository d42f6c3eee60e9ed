"""What lies within documents of several formats: front matter, comments in code, inline marks."""
