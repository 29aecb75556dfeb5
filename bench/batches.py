"""Batches of a thousand points, made fast: ten metrics, a hundred steps of each."""

import random

POINTS = 1000
_MARK = "@"


def _template(values):
    points = ",".join(f'{{"key":"metric{index % 10}","value":{values[index]!r},"timestamp":17{_MARK}{index // 10:02}123,'
                      f'"step":{_MARK}{index // 10:02}}}' for index in range(POINTS))
    return f'","metrics":[{points}]}}'


_TEMPLATES = [_template([random.Random(number * POINTS + index).uniform(-1, 1) for index in range(POINTS)])
              for number in range(16)]


def body(run, number):
    """The batch of a number: the same points for the same number, others for another. The values are random doubles of full
    precision."""
    return f'{{"run_id":"{run}' + _TEMPLATES[number % len(_TEMPLATES)].replace(_MARK, str(1_000_000 + number))
