"""Which files: discovery, configuration, dotted names, notebooks, bytes."""
