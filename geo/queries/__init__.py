"""What pages, exports and cards ask of a snapshot and a view: `geo.analysis` fed with rows, answers kept."""
