"""A small fictional alliance. Every State, organisation and person in it is invented."""
