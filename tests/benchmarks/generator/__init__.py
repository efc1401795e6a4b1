"""Makes projects of any size that Alembic itself migrates without complaint, to measure on."""
