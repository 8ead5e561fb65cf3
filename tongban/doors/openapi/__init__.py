"""The open interface (开放接口): what a screen can do with demands, a program can, and all may read.

`/open311/v2` speaks Open311 GeoReport v2 in JSON and XML; `/api/v1` is the city's own, with its
OpenAPI 3.1 document at `/api/v1/openapi.json`. Machine paths carry no session and need no cookie.
"""
