"""Safety plans: what could happen and what helps, in words, with a day on which it is looked at again."""
