"""The papers that an enterprise hands in with its form, and what is printed on the way to a payment."""
