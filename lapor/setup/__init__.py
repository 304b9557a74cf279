"""Set-up: units, people, competences and categories from a file, looked at before and taken back after."""
