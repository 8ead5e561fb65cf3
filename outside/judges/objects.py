"""moto's server holds an agency's files as S3 does; our connector reads the newest, and no other."""

import sys
import tempfile
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

from tongban.exchange.connectors import connection
from tongban.exchange.connectors.connection import Connection
from tongban.exchange.connectors.sources import open_source

KEY, COLUMN, SERIES = "350102199506181208", "公民身份号码", "学历"


def drop(client: object, night: str, degree: str) -> None:
    """Put the file of a night."""
    body = f"{COLUMN},学历层次\n{KEY},{degree}\n".encode("gb18030")
    client.put_object(Bucket="drops", Key=f"edu/{SERIES}-{night}.csv", Body=body)


def judge(at: str) -> list[str]:
    """Read what stands there, before and after another night; return what is wrong."""
    client = boto3.client(
        "s3", endpoint_url=at, region_name="us-east-1",
        aws_access_key_id="agency", aws_secret_access_key="trial",  # noqa: S106 - of a server that lives for this judge
    )  # fmt: skip
    client.create_bucket(Bucket="drops")
    drop(client, "20261121", "本科")
    home = Path(tempfile.mkdtemp())
    connection.keep_secret(home, "objects", "trial")
    options = {"endpoint": at, "key_id": "agency"}
    made = Connection("edu", "s3", "s3://drops/edu/", {}, "", "objects", options)
    source = open_source(made, home)
    wrong = []
    (place,) = source.places(seconds=5)
    if (place.name, place.columns) != (SERIES, (COLUMN, "学历层次")):
        wrong.append(f"places: {place}")
    first = source.find(SERIES, COLUMN, KEY, seconds=5)
    drop(client, "20261122", "硕士")
    second = source.find(SERIES, COLUMN, KEY, seconds=5)
    said = [row["学历层次"] for row in (*first, *second)]
    if said != ["本科", "硕士"]:
        wrong.append(f"rows: {said}")
    if source.find(SERIES, COLUMN, "nobody", seconds=5):
        wrong.append("somebody was found who is not there")
    return wrong


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
try:
    found = judge("http://{}:{}".format(*server.get_host_and_port()))
finally:
    server.stop()
for one_ in found:
    print(f"    {one_}")
sys.exit(bool(found))
