"""The ministry's call of 2021: local modes, cases of SMEs and solutions, from the opening of the round to the lists at the ministry."""
