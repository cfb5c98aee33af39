"""What ``make check`` looks at beyond style, types and imports: one file for each thing that has to hold."""
