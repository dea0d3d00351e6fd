"""The cartoon renderer, image metrics and picture output that the image exercises need."""
