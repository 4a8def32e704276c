"""Asking the competent authority to decide, and its answer: the asker's side and the authority's."""
