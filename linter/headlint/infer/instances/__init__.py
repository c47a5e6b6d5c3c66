"""Objects, networks above all: their attributes, layers, modes and hooks."""
