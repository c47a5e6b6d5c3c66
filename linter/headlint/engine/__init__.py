"""The only room that wires it all: registry, run, suppress, cache, workers, apply fixes."""
