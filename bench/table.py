"""Tables of what was measured, which are Markdown and read well as they are."""


def show(title, columns, rows):
    """Prints rows of texts below their columns: the first to the left, the others to the right."""
    lines = [columns, *rows]
    widths = [max(3, *(len(line[index]) for line in lines)) for index in range(len(columns))]

    def line_of(cells):
        return "| " + " | ".join([cells[0].ljust(widths[0]),
                                  *(cell.rjust(width) for cell, width in zip(cells[1:], widths[1:]))]) + " |"

    rule = "|" + "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]) + "|"
    print(f"\n{title}\n")
    print("\n".join([line_of(columns), rule, *map(line_of, rows)]), flush=True)


def verdict(value, limit):
    """Whether a value that should be small is."""
    return "yes" if value <= limit else "NO"


def number(value):
    """Three digits at least, without more than one needs."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(values):
    """The least and the greatest of some values."""
    return f"{number(min(values))}–{number(max(values))}"
