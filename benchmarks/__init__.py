"""Measurements: questions, retrieval, embedding, speed. Each has its command in README.md."""
