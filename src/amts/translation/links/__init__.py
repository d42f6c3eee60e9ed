"""Links and anchors of a translated tree."""
