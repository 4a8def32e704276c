"""The partnership: which States are bound by the Protocol, since when, and how well that is known."""
