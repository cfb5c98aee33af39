"""Documents that intake makes on demand, from the programme file and what was filed. Pure: the same input gives the same bytes."""
