"""Pictures of measures: SVG that stands alone, with title, description and its data."""
