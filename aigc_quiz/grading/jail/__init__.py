"""How a worker is confined, and how that is verified from outside."""
