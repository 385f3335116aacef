"""Compiled steps on memory that several processes map: no lock is taken, so none can be left behind."""
