"""How a server runs: the embedded database, its supervisor, the worker, backup and restore."""
