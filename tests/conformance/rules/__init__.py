"""The rules of MLflow Tracking as tables: requests and what is answered to them. Each case has an experiment and a run of its
own, «experiment 1» and «run 1»."""
