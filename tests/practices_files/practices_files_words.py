"""What is said of a file in these tests."""

WORDS = {"title": "Guide de la médiation", "place": "deliverables", "audience": "public"}
IMAGE = {"alt_text": "Deux médiateurs dans un parc", "credit": "Ville de Liège", "consent": "on"}
