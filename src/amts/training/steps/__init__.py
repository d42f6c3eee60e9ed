"""The steps of a recipe: data, models, results."""
