"""S3 (对象存储): the newest object of a series in a bucket, fetched when its tag changed.

`at` is `s3://bucket/prefix`; `options.endpoint` the server where it is not the public one, and
`options.key_id` the name of the key whose secret the home keeps.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.files import ENDINGS
from tongban.exchange.connectors.indexed import Kept, Shelf, cut, newest, parse, places_of, stem
from tongban.exchange.connectors.sources import Place, Raw


class Bucket:
    """Objects of a bucket below a prefix."""

    def __init__(self, connection: Connection, password: str) -> None:
        """Take the address; nothing is asked yet."""
        said = urlsplit(connection.at)
        self._bucket, self._prefix = said.netloc, said.path.lstrip("/")
        self._options, self._password = connection.options, password
        self._shelf = Shelf()

    def find(self, place: str, column: str, value: str, *, seconds: float) -> Sequence[Raw]:
        """Look a key up in the newest object."""
        return self._read(place, seconds).find(column, value)

    def close(self) -> None:
        """Nothing stays open between questions."""

    def places(self, *, seconds: float) -> Sequence[Place]:
        """Say which series there are."""
        series = {stem(name) for name in self._tags(seconds)}
        return places_of({one: self._read(one, seconds).rows for one in series})

    def sample(self, place: str, *, seconds: float) -> Sequence[Raw]:
        """Return a few rows of the newest object."""
        return cut(self._read(place, seconds).rows)

    def _client(self, seconds: float) -> Any:
        options = self._options
        return boto3.client(
            "s3", endpoint_url=options.get("endpoint"),
            region_name=options.get("region", "us-east-1"),
            aws_access_key_id=options.get("key_id"), aws_secret_access_key=self._password,
            config=Config(
                connect_timeout=min(seconds, 2.0), read_timeout=seconds,
                retries={"max_attempts": 0}, proxies={},
            ),
        )  # fmt: skip

    def _tags(self, seconds: float) -> dict[str, str]:
        """Return the files below the prefix by name, with their tags."""
        try:
            said = self._client(seconds).list_objects_v2(Bucket=self._bucket, Prefix=self._prefix)
        except ReadTimeoutError as fault:
            raise TimeoutError(type(fault).__name__) from fault
        except (BotoCoreError, ClientError) as fault:
            raise ConnectionError(type(fault).__name__) from fault
        names = {one["Key"][len(self._prefix) :]: one["ETag"] for one in said.get("Contents", ())}
        return {name: tag for name, tag in names.items() if name.endswith(ENDINGS)}

    def _read(self, place: str, seconds: float) -> Kept:
        tags = self._tags(seconds)
        name = newest(tags, place)
        if name is None:
            raise ConnectionError(f"no file of {place} has come yet")

        def load() -> Sequence[Raw]:
            found = self._client(seconds).get_object(Bucket=self._bucket, Key=self._prefix + name)
            return list(parse(name, found["Body"].read()))

        return self._shelf.get(place, (name, tags[name]), load)
