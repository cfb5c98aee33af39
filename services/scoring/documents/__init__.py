"""What a review leaves on paper and in files: summary, ranking, the sheets of each case and of each expert, the experts' severity."""
