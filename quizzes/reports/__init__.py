"""Read-only joins that feed the pure rooms and the screens."""
