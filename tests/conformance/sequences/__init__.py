"""Random sequences of operations. A sequence depends on its seed alone, never on answers, so that parts of it can be left out
and the rest still means the same."""

from sequences import artifacts, bulk, inputs, models, tracking

# How often each kind of operation is made, beside the others.
KINDS = tracking.KINDS | artifacts.KINDS | bulk.KINDS | inputs.KINDS | models.KINDS


def sequence(world, length, kinds=KINDS):
    """A sequence that begins with something to work on."""
    start = tracking.beginning(world)
    return start + [maker(world) for maker in world.random.choices(list(kinds), list(kinds.values()), k=length - len(start))]
