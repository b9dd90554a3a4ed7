"""Figures drawn by code: a brush, outlines, faces, and one module for each figure and its parts."""
