"""Rules on how a network is trained and evaluated."""
