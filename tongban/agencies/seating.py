"""Posts in a reorganisation (人员转隶): an officer's post goes where its powers go, or where it says.

The post in the old agency ends and one in the new begins, with the same duty, place and skills; who
appointed it to what stays on record, so that a reorganisation taken back finds the way home.
"""

from collections.abc import Iterable
from dataclasses import replace

from tongban.agencies import shifting, store
from tongban.agencies.domain.duties import NAMES, Post
from tongban.agencies.domain.lineage import Lineage
from tongban.agencies.domain.shifting import Foreseen, Moved, Shift
from tongban.kernel import time

BATCH = 500


def today(posts: Iterable[Post], lineage: Lineage) -> tuple[Post, ...]:
    """Return posts in the agency that has each of them today, whether they have moved or not."""
    on = time.city_date(time.now())
    return tuple(
        replace(one, agency=lineage.seat(replace(one, agency=one.was or one.agency), on=on))
        for one in posts
    )


@shifting.mover("posts")
def move(shift: Shift, after: str) -> Moved:
    """Move the next posts of the agencies that lost or got powers."""
    found = store.posts_of(shift.touched, after=int(after or 0), limit=BATCH)
    done = 0
    for one in found:
        if (goes := _goes(one, shift)) != one.agency:
            store.move_post(one, goes, first=one.was or one.agency, at=shift.at)
            done += 1
    return Moved(done, str(found[-1].id) if len(found) == BATCH else None)


def foresee(shift: Shift) -> Foreseen:
    """Say which posts would move."""
    seen, after = Foreseen("posts"), 0
    while found := store.posts_of(shift.touched, after=after, limit=BATCH):
        after = found[-1].id
        for one in found:
            if (goes := _goes(one, shift)) != one.agency:
                seen.add(NAMES[one.duty], one.agency, goes)
    return seen


def _goes(post: Post, shift: Shift) -> str:
    return shift.lineage.seat(replace(post, agency=post.was or post.agency), on=shift.on)
