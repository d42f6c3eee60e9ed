"""Faces for other programs: the API of Amazon Translate, that of LibreTranslate, and what operators look at."""
