"""georeport, the client of PyPI, reads over Open311 GeoReport v2, in JSON and XML, what was filed."""

import sys

import requests
from georeport import GeoReport

from outside.served import city, say

WORDS = "上三路有个窨井盖没盖，昨晚电动车差点掉进去"


def file(base: str, key: str, code: str) -> str:
    """File as the standard says, since the client only reads; return the number."""
    given = {"api_key": key, "service_code": code, "description": WORDS}
    given |= {"lat": "26.035", "long": "119.312", "jurisdiction_id": "350100"}
    answer = requests.post(f"{base}/open311/v2/requests.json", data=given, timeout=20)
    answer.raise_for_status()
    return str(answer.json()[0]["service_request_id"])


def judge(base: str, key: str) -> list[str]:
    """Go through every call of the client; return what is not as the standard has it."""
    wrong = []
    client = GeoReport(f"{base}/open311/v2", jurisdiction="350100", api_key=key)
    services = client.get_service_list()
    if len(services) < 20 or {"service_code", "service_name", "type"} - set(services[0]):
        wrong.append(f"services: {services[:1]}")
    definition = client.get_service_definition(services[0]["service_code"])
    if definition["service_code"] != services[0]["service_code"] or not definition["attributes"]:
        wrong.append(f"definition: {definition}")
    number = file(base, key, services[0]["service_code"])
    seen = client.get_service_request(number)
    if not isinstance(seen, dict) or seen["service_request_id"] != number:
        wrong.append(f"request by id: {seen}")
    listed = client.get_service_requests(status="open")
    if number not in [one["service_request_id"] for one in listed]:
        wrong.append("the filed request is not listed")
    xml = GeoReport(f"{base}/open311/v2", jurisdiction="350100", output_format="xml")
    same = xml.get_service_request(number)
    if same["service_request_id"] != number or len(xml.get_service_list()) != len(services):
        wrong.append(f"xml: {same}")
    say(services=len(services), requests=len(listed), filed=number)
    return wrong


with city(demands=False) as (base_, key_):
    found = judge(base_, key_)
for one_ in found:
    print(f"    {one_}")
sys.exit(bool(found))
