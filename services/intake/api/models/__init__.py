"""What intake's clients send and are shown, by noun."""
