"""The ministry's call of 2024: cases of clusters and provincial practice, from the opening of the round to the lists at the ministry."""
