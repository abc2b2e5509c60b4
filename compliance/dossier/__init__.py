"""The dossier: composition of everything shown, then HTML, then the PDF."""
