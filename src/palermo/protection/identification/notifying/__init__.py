"""Notifying, without identity, where the law requires it: the side that met somebody, and the receiver's list."""
