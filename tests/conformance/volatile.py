"""What two servers may answer differently though they do the same: what they make up themselves. The rules are shared by
all tests; the normaliser applies them."""

import re

# Times by the server's clock. They are compared by the operation during which they were taken.
SERVER_TIMES = {"creation_time", "last_update_time", "creation_timestamp_ms", "last_updated_timestamp_ms"}

# Experiments are numbered by the server.
EXPERIMENT_IDS = {"experiment_id"}

# `mlflow-artifacts:/<experiment id>/…`
ARTIFACT_ROOT = re.compile("^(mlflow-artifacts:/)([0-9]+)")

# A run that is given no name gets one of this form.
GENERATED_RUN_NAME = re.compile("[a-z]+-[a-z]+-[0-9]{1,4}")

# Lists whose order MLflow leaves open, by the members they stand in.
UNORDERED = {("data", "params"), ("data", "tags"), ("data", "metrics"), ("experiment", "tags"), ("experiments", "tags"),
             ("inputs", "dataset_inputs"), ("inputs", "model_inputs"), ("outputs", "model_outputs"),
             ("dataset_inputs", "tags"), ("info", "tags"), (None, "dataset_summaries")}

# Of errors, their texts; and what only MLflow's clients for its managed service read.
IN_ERRORS = {"message", "sqlstate", "error_class", "stack_trace"}
