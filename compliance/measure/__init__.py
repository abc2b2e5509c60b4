"""Figures computed from data by named methods, so that anybody can compute them again."""
