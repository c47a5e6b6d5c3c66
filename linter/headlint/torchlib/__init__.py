"""What torch means, as rows: activations, layers, losses, decoding, shape operations. No ifs."""
