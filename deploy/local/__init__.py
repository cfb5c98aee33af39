"""A platform on one machine with nothing installed but the project's own packages."""
