"""Reports in partitions, held by Dask's workers: the second engine behind `geo.snapshot.report_queries`."""
