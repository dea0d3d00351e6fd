"""A trusted judge talks over a wire to an untrusted submission in a jailed process."""
