"""YAML files become typed, checked questions and exercises."""
