"""Finds a short sequence of operations whose last one is still answered differently."""

import time

from comparison import Difference


def run(pair, operations, ties):
    """The difference that a new session with these operations comes to, or None."""
    session = pair.session(ties)
    try:
        for operation in operations:
            session.compare(operation)
    except Difference as difference:
        return difference
    return None


def shrunk(pair, difference, ties, seconds=60):
    """The difference with as many of the operations before it left out as can be found out in that time."""
    deadline = time.monotonic() + seconds
    last = difference.operations[-1]
    size = len(difference.operations) // 2
    while size:
        start = 0
        while start < len(difference.operations) - 1:
            if time.monotonic() > deadline:
                return difference
            kept = difference.operations[:start] + difference.operations[start + size:-1] + [last]
            found = run(pair, kept, ties)
            if found and found.operations[-1] == last:
                difference = found
            else:
                start += size
        size //= 2
    return difference
