"""What reports, zones and pauses say together: frames in, frames out, no store and nothing drawn."""
