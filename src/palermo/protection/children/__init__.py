"""What is decided and done for a child: an age in doubt, guardians, the child’s own view."""
