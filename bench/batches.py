"""Batches of a thousand points, made fast: ten metrics, a hundred steps of each."""

import random

POINTS = 1000


def _point(index, value):
    """With marks for the number of the batch: # in the step, @ in the time, where it has always as many digits."""
    within = f"{index // 10:02}"
    return f'{{"key":"metric{index % 10}","value":{value!r},"timestamp":17@{within}55,"step":#{within}}}'


def _template(seed):
    values = random.Random(seed)
    points = ",".join(_point(index, values.uniform(-1, 1)) for index in range(POINTS))
    return f'","metrics":[{points}]}}'


_TEMPLATES = [_template(number) for number in range(16)]


def body(run, number):
    """The batch of a number: the same points for the same number, others for another. The values are random doubles of
    full precision."""
    text = _TEMPLATES[number % len(_TEMPLATES)]
    return f'{{"run_id":"{run}' + text.replace("@", str(1_000_000 + number)).replace("#", str(number + 1))
