"""What follows from reports and zone statuses together: arrays and frames in, arrays and frames out."""
