"""Names and tests: what is bound in which of the worlds that a choice opens."""
