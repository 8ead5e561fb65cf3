"""Answers as XML (GeoReport v2 的 XML 形式): plain values in, a document out."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML document may hold."""


def document(root: str, value: Any) -> bytes:
    """Write values as a document under this root, encoded as UTF-8."""
    top = Element(root)
    _fill(top, value)
    written: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return written


def _fill(node: Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(SubElement(node, name), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _fill(SubElement(node, SINGULAR.get(node.tag, "item")), inner)
    elif isinstance(value, bool):
        node.text = "true" if value else "false"
    elif value is not None:
        node.text = _UNSEEN.sub("", str(value))
