"""What mltrack's server has so far of MLflow Tracking. The tests leave out what is False."""

DATASETS = True
