"""Pictures for people: pages with their cut and evidence drawn on them, the coverage calendar, a font for Chinese."""
