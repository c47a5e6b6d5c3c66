"""Squashing, deciding and cutting gradients in the wrong place: HL301 to HL304."""
