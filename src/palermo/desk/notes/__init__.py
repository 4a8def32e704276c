"""Notes about a file: what happened, when, in sealed words."""
