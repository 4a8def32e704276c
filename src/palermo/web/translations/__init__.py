"""The texts of the program in other languages: written out for an office, checked, taken in.

A language is a catalogue of gettext's. Those that ship lie in `web/locale`; what an operator took in lies in the data
folder and stands before them, text by text. Nothing here needs the database.
"""
