"""The published site: Datasette over the built SQLite database, with settings, plugins and pages of our own."""
