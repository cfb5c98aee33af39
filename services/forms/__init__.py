"""The form (申报书) as it is printed, from the programme file and what was filed: by intake for who files it, by funding for its archive.

It knows no service. Pure: the same input gives the same bytes.
"""
