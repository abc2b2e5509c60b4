"""From values to HTML, and from HTML to PDF."""
