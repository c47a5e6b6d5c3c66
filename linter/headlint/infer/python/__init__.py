"""What the language's own operations give: operators, iteration, indexing, patterns, imports."""
