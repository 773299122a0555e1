"""An attack on what is published, written without the code that hides."""
