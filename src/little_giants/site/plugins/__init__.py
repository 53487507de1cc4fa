"""Datasette plugins, each a file that Datasette loads by its path. They read their options from the site's metadata."""
