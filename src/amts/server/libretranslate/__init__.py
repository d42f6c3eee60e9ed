"""LibreTranslate's API, for the tools that speak it already."""
