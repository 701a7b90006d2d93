"""What can be worked out from reports without opening a snapshot: values in, values out."""
