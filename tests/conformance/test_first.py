from exchange import get, post


def test_ten(session):
    for op in [post("experiments/create", makes="«experiment 1»", name="«session» a"),
               post("runs/create", makes="«run 1»", experiment_id="«experiment 1»", start_time=5, run_name="x"),
               post("runs/create", makes="«run 2»", experiment_id="«experiment 1»", start_time=6),
               post("runs/log-metric", run_id="«run 1»", key="m", value="NaN", timestamp=1),
               post("runs/log-metric", run_id="«run 1»", key="m/", value=1, timestamp=1),
               get("runs/get", run_id="«run 1»"),
               get("experiments/get", experiment_id="«experiment 1»"),
               post("experiments/set-experiment-tag", experiment_id="«experiment 1»", key="k", value="v"),
               post("experiments/update", experiment_id="«experiment 1»", new_name="«session» b"),
               get("experiments/get", experiment_id="«experiment 1»"),
               post("runs/search", experiment_ids=["«experiment 1»"], max_results=1, makes="«token 1»"),
               post("runs/search", experiment_ids=["«experiment 1»"], max_results=1, page_token="«token 1»"),
               ]:
        answer = session.compare(op)
        print(op, answer)
