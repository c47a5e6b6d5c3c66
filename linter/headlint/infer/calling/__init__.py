"""Calls: of functions and classes of the project, of libraries, of methods."""
