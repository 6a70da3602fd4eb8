"""PDF -> pages (lines of text, grids) -> tables and paragraphs, each with its boxes."""
