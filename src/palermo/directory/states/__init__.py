"""The State's profile: a draft of the office that keeps it, and the versions that two of its people signed."""
