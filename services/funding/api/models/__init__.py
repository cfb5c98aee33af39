"""What goes in and out of funding over HTTP, a file for each noun."""
