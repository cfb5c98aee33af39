"""Invented input: people, codes, texts. Everything follows from one seed: the same seed gives the same bytes."""
