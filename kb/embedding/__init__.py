"""How texts become vectors without torch: the shipped model's runtime."""
