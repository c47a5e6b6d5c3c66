"""The abstract interpreter: follows values through a whole project and emits the events that rules judge."""
