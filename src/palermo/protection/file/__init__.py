"""The pages that put one case together: its list, opening, identity, erasure and the board."""
