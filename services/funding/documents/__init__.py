"""What funding makes for people: the page of a public notice, tables to print, the archive of an award."""
