"""Finding to text: full, concise, json, github, statistics, ledger, and the page of a rule."""
