"""Aligned tables of what was measured."""


def show(title, columns, rows):
    """Prints rows of texts below their columns: the first to the left, the others to the right."""
    lines = [columns, *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    print(f"\n{title}\n")
    for line in lines:
        cells = [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:]))]
        print("  ".join(cells).rstrip())
    print(flush=True)


def verdict(value, limit):
    """Whether a value that should be small is."""
    return "yes" if value <= limit else "NO"
