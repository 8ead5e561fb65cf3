"""The face of the voice room (诉求与评价): demands, themes and ratings (好差评).

A person files (`file`), officers deal with it (`accept`, `give_back`, `reply`), coordinators send on
and decide (`dispatch`, `coordinate`, `call_back`), the person has the last word (`judge`, `reopen`).
What repeats becomes a theme (`clusters`, `open_theme`, `tell_those_who_asked`). The promises stand by
topic in `voice.demands` and `voice.ratings`; this is their only way out.

Problems, all below `kernel.Problem`: see `voice.domain.problems` and `voice.domain.ratings`.
"""

from tongban.voice.demands.expiring import WordsOver, delete_words, words_over
from tongban.voice.demands.filing import (
    LONGEST,
    SHORTEST,
    Filed,
    Point,
    Words,
    dispatch,
    file,
    file_all,
    join,
)
from tongban.voice.demands.keys import (
    NoSuchKey,
    end_key,
    give_key,
    key_name,
)
from tongban.voice.demands.moving import foresee
from tongban.voice.demands.persons import (
    answer,
    judge,
    reopen,
    withdraw,
)
from tongban.voice.demands.photos import (
    BadPhoto,
)
from tongban.voice.demands.proposing import (
    propose,
    unit_for,
)
from tongban.voice.demands.published import (
    Published,
    ServiceKind,
    by_key,
    published,
    published_list,
    service_kinds,
)
from tongban.voice.demands.reading import (
    Alike,
    DemandLine,
    DemandList,
    DemandPage,
    Moment,
    alike,
    coordination,
    dealt_with,
    demand,
    inbox,
    mine,
    of_theme,
    photo,
    replays,
    unit_counts,
    urged,
)
from tongban.voice.demands.standards import (
    NoLimit,
    limits,
)
from tongban.voice.demands.themes import (
    Theme,
    clusters,
    link_change,
    open_theme,
    tell_those_who_asked,
    theme,
    themes,
)
from tongban.voice.demands.working import (
    accept,
    ask,
    call_back,
    coordinate,
    extend,
    give_back,
    help_with,
    reply,
)
from tongban.voice.domain.demands import (
    DemandProposed,
)
from tongban.voice.domain.problems import (
    AskedAlready,
    BadDemand,
    NoSuchDemand,
    NotNow,
    NotYourPost,
    ReasonNeeded,
    ReplyTooThin,
    ReturnedAlready,
)
from tongban.voice.domain.ratings import (
    LEVELS,
    MOMENTS,
    REASONS,
    AlreadyRated,
    BadLevel,
    BadMoment,
    NotEndedYet,
    NotYoursToRate,
    RatingNotNow,
    RatingState,
    WordsTooLong,
)
from tongban.voice.domain.standing import (
    Demand,
    Standing,
)
from tongban.voice.domain.themes import (
    EmptyTheme,
    NoSuchTheme,
)
from tongban.voice.ratings.answering import (
    BadRating,
    all_bad,
    answer_rating,
    appeal_rating,
    appeals,
    bad_ratings,
    exclude_rating,
    rating_counts,
    rating_state,
    rectify_rating,
    review_rating,
    verify_rating,
)
from tongban.voice.ratings.giving import (
    Rating,
    link,
    linked,
    rate,
    rate_by_link,
    rating,
)
from tongban.voice.ratings.inviting import (
    Invitation,
    invitations,
)
from tongban.voice.ratings.own import (
    OwnRating,
    appeal_by_link,
    own_ratings,
    rated_by_link,
)
from tongban.voice.routing.api import (
    split,
)
from tongban.voice.routing.domain.proposals import (
    Cluster,
    Proposal,
)

__all__ = [
    "LEVELS",
    "LONGEST",
    "MOMENTS",
    "REASONS",
    "SHORTEST",
    "Alike",
    "AlreadyRated",
    "AskedAlready",
    "BadDemand",
    "BadLevel",
    "BadMoment",
    "BadPhoto",
    "BadRating",
    "Cluster",
    "Demand",
    "DemandLine",
    "DemandList",
    "DemandPage",
    "DemandProposed",
    "EmptyTheme",
    "Filed",
    "Invitation",
    "Moment",
    "NoLimit",
    "NoSuchDemand",
    "NoSuchKey",
    "NoSuchTheme",
    "NotEndedYet",
    "NotNow",
    "NotYourPost",
    "NotYoursToRate",
    "OwnRating",
    "Point",
    "Proposal",
    "Published",
    "Rating",
    "RatingNotNow",
    "RatingState",
    "ReasonNeeded",
    "ReplyTooThin",
    "ReturnedAlready",
    "ServiceKind",
    "Standing",
    "Theme",
    "Words",
    "WordsOver",
    "WordsTooLong",
    "accept",
    "alike",
    "all_bad",
    "answer",
    "answer_rating",
    "appeal_by_link",
    "appeal_rating",
    "appeals",
    "ask",
    "bad_ratings",
    "by_key",
    "call_back",
    "clusters",
    "coordinate",
    "coordination",
    "dealt_with",
    "delete_words",
    "demand",
    "dispatch",
    "end_key",
    "exclude_rating",
    "extend",
    "file",
    "file_all",
    "foresee",
    "give_back",
    "give_key",
    "help_with",
    "inbox",
    "invitations",
    "join",
    "judge",
    "key_name",
    "limits",
    "link",
    "link_change",
    "linked",
    "mine",
    "of_theme",
    "open_theme",
    "own_ratings",
    "photo",
    "propose",
    "published",
    "published_list",
    "rate",
    "rate_by_link",
    "rated_by_link",
    "rating",
    "rating_counts",
    "rating_state",
    "rectify_rating",
    "reopen",
    "replays",
    "reply",
    "review_rating",
    "service_kinds",
    "split",
    "tell_those_who_asked",
    "theme",
    "themes",
    "unit_counts",
    "unit_for",
    "urged",
    "verify_rating",
    "withdraw",
    "words_over",
]
