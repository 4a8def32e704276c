"""Any agency's table in, one canonical case model out, and everything that cannot be trusted in quarantine."""
