"""Indicators of detected trafficking as data and function, with their intervals, denominators and doubts."""
