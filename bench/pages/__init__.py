"""The citizen's pages as a phone meets them: what they weigh, how long the server takes, when they show.

One city of this bench's own, served by one process as `tongban serve` does; the applicant of the
cast is signed in. Times of the server are taken at one client; what a processor carries is counted
in processor seconds of server and database together; painting is Chromium's own mark of the largest
contentful paint on a slow phone. Yardsticks: 60 KB a page, 3 requests before the first paint, 15 ms
and 40 ms, 100 requests a second and core, 1.5 s.
"""

from tongban.cli.commands.bench import Row


def run() -> list[Row]:
    """Measure all three, and return the rows."""
    from bench.pages import painting, serving, weight

    rows, addresses = weight.measure()
    with serving.served() as place:
        rows += serving.measure(place, addresses)
        rows += painting.measure(place, addresses)
    return rows
