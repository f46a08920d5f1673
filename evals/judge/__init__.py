"""A language model's opinion of answers, kept apart from the measures: it can be wrong, and changes with the model."""
