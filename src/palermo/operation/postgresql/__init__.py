"""Django's PostgreSQL, with a limit on how long a kept connection may leave the first question unanswered."""
