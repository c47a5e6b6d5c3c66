"""What a run knows: the machine, its budget, and what it writes down."""
