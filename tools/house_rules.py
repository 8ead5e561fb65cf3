"""The house's own import contract: tables and stores stay in their own room."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OwnRoomContract(Contract):
    """A module named `models`, `store` or `migrations` is imported only inside its own room."""

    root = fields.StringField()
    private = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - the tool's signature
        """Find every import of a private module from another room."""
        found: list[tuple[str, list[Any], str, str]] = []
        for module in sorted(graph.modules):
            root, room, *inside = f"{module}..".split(".")
            if root != self.root or not self.private & set(inside):
                continue
            home = f"{root}.{room}."
            for importer in sorted(graph.find_modules_that_directly_import(module)):
                if not f"{importer}.".startswith(home):
                    details = graph.get_import_details(importer=importer, imported=module)
                    lines = [detail["line_number"] for detail in details]
                    found.append((importer, lines, module, f"{home}api"))
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who imports what, where, and whom to ask instead."""
        for importer, lines, module, face in check.metadata["found"]:
            where = ", ".join(map(str, lines))
            output.print_error(
                f"{importer}:{where} imports {module}; ask its face, {face}", bold=False
            )
