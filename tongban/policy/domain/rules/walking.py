"""Going through a tree (遍历表达式树): the parts beneath a node, all of them, and how deep they go."""

from collections.abc import Iterator
from dataclasses import fields

from tongban.policy.domain.rules.tree import Node


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly beneath a node, in the order of the text."""
    for each in fields(node):
        found = getattr(node, each.name)
        if isinstance(found, Node):
            yield found
        elif isinstance(found, tuple) and each.name != "at":
            yield from (part for part in found if isinstance(part, Node))


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything beneath it."""
    stack = [node]
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(tuple(children(here))))


def deepest(node: Node) -> int:
    """Count how deep a tree goes, however deep that is."""
    depth, level = 0, [node]
    while level:
        depth, level = depth + 1, [child for each in level for child in children(each)]
    return depth
