"""An append-only log of everything the user did; all other state is derived from it by replay."""
