"""Documents that intake makes on demand, from the programme file and what was filed: pure functions, the same input gives the same bytes."""
