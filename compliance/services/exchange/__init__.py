"""Questions and answers in files of Word, Excel, CSV and JSON."""
