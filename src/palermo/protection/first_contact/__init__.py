"""Meeting a person: interviews, events and groups, information and interpreters, help only counted."""
