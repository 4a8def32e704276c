"""Evidence that exposes no one. Pure Python, no Django: usable from a notebook and from the `palermo` command."""
