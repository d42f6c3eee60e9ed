"""Three-way merges: the translation follows its source where it stands, in its own lines."""
