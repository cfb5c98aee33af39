"""Two rounds of the Shijiazhuang call, from the opening to the payment."""
