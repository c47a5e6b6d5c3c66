"""headlint's own rule pack, loaded by the entry point ``headlint.rules`` as any third party's is."""
