"""Answers phrased by a language model, under the same gates as all others."""
