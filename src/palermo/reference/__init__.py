"""Facts and vocabularies as versioned data: States, the Protocol's status, OSCE participation.

Pure Python. Each fact carries its source and a grade of confidence; each count carries the day it holds for.
Nothing is known after `palermo.reference.scheme.PROTOCOL.known_until`.
"""
