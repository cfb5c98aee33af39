"""What callers see of funding, within their rights, in the shape that the API shows; a file for each noun."""
