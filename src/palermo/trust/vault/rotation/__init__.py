"""Changing keys, and the form of what they seal, while people work: root key, office keys, search keys, sealed texts.

Each change goes in small units of work, may be killed between any two, and goes on when it is begun again. Old and
new are both read until the old is not needed by any row; new is written from the beginning on.
"""
