"""Static files while two releases serve side by side (静态文件): what the other one brought is found too.

During a rolling restart a page of the new release may ask a server of the old one for its styles.
They were collected before the first server was restarted, so they lie there; a server looks again
for a file it did not know at its own start.
"""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]


class Assets(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise that notices files which were collected after it started."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for a file, else pass the request on."""
        path = request.path_info
        if not self.autorefresh and path.startswith(settings.STATIC_URL) and path not in self.files:
            self._notice(path)
        answer: HttpResponseBase = super().__call__(request)
        return answer

    def _notice(self, path: str) -> None:
        try:
            place = Path(safe_join(settings.STATIC_ROOT, path.removeprefix(settings.STATIC_URL)))
            if place.is_file():
                self.add_file_to_dictionary(path, str(place))
        except ValueError:  # outside the folder, or no name of a file
            return
