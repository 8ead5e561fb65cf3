"""Four French benefits by openfisca-france over invented families: values, CPU and memory.

Usage: french_benefits.py FAMILIES; prints one line of JSON with each family's amounts.
"""

import sys

import numpy as np
from openfisca_core.simulations import SimulationBuilder
from openfisca_france import FranceTaxBenefitSystem

from bench.policy.families import EARNED, MONTH, TAXED, families
from bench.policy.measuring import measured, tell

BENEFITS = {"af": MONTH, "asf": MONTH, "aeeh": MONTH, "ars": MONTH[:4]}
SHOWN = 5000
ROLES = {
    "famille": ("demandeur", "conjoint", "enfant"),
    "foyer_fiscal": ("declarant_principal", "conjoint", "personne_a_charge"),
    "menage": ("personne_de_reference", "conjoint", "enfant"),
}


def build(system, people):
    """Make the simulation with its inputs."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    family, child = people["family"], people["child"]
    count = int(family[-1]) + 1
    first = np.r_[True, family[1:] != family[:-1]]
    place = np.where(child, 2, np.where(first, 0, 1))
    builder.declare_person_entity("individu", np.arange(len(family)))
    for entity, roles in ROLES.items():
        declared = builder.declare_entity(entity, np.arange(count))
        builder.join_with_persons(declared, family, roles=np.array(roles)[place])
    made = builder.build(system)
    made.set_input("date_naissance", "ETERNITY", people["birth"])
    for month in TAXED:
        made.set_input("salaire_imposable", month, people[f"taxed_{month}"].astype("f4"))
    for month in EARNED:
        made.set_input("salaire_net", month, people[f"earned_{month}"].astype("f4"))
    made.set_input("handicap", MONTH, people["disabled"])
    made.set_input("aeeh_niveau_handicap", MONTH, people["level"].astype("i4"))
    made.set_input("pensions_alimentaires_percues", MONTH, people["alimony"].astype("f4"))
    return made


def main(count):
    system = FranceTaxBenefitSystem()
    people = families(count)
    found = {}

    def work():
        simulation = build(system, people)
        for name, period in BENEFITS.items():
            found[name] = simulation.calculate(name, period)

    cost = measured(work, 2 if count > SHOWN else 1)
    amounts = {name: [round(float(x), 4) for x in found[name][:SHOWN]] for name in BENEFITS}
    tell(persons=len(people["family"]), cost=cost, amounts=amounts)


if __name__ == "__main__":
    main(int(float(sys.argv[1])))
