"""The input of the demo: invented enterprises of Shijiazhuang, what they write in their forms, and their papers as real files.

Everything follows from one seed: the same seed gives the same bytes.
"""
