"""OpenFisca's country template over invented people: what it costs to calculate, and in memory.

Usage: country_template.py PERSONS; prints one line of JSON. Building the simulation is
measured apart; `row` is the person's own variables, `household` the disposable income.
"""

import sys

import numpy as np
from openfisca_core.simulations import SimulationBuilder
from openfisca_country_template import CountryTaxBenefitSystem

from bench.policy.measuring import measured, tell
from bench.policy.people import registry

MONTH, YEAR_START = "2016-11", "2016-01"
TENURES = np.array(["owner", "tenant", "free_lodger", "homeless"])
ROW = ("pension", "basic_income", "income_tax", "social_security_contribution")


def build(people, homes):
    """Make the simulation with its inputs."""
    system = CountryTaxBenefitSystem()
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(people["birth"])))
    household = builder.declare_entity("household", np.arange(len(homes["rent"])))
    roles = np.where(people["adult"], "adult", "child")
    builder.join_with_persons(household, people["household"], roles=roles)
    made = builder.build(system)
    made.set_input("salary", MONTH, people["salary"].astype(np.float32))
    made.set_input("capital_returns", MONTH, people["capital"].astype(np.float32))
    made.set_input("birth", "ETERNITY", people["birth"])
    made.set_input("rent", MONTH, homes["rent"].astype(np.float32))
    made.set_input("accommodation_size", YEAR_START, homes["size"].astype(np.float32))
    made.set_input("housing_occupancy_status", YEAR_START, TENURES[homes["tenure"]])
    return made


def forget(simulation):
    """Forget every calculated array, as if nothing had been asked yet."""
    for population in simulation.populations.values():
        for holder in population._holders.values():
            if holder.variable.formulas:
                holder.delete_arrays()


def main(persons):
    people, homes = registry(persons)
    built = measured(lambda: build(people, homes), 1)
    simulation = build(people, homes)

    def household():
        forget(simulation)
        return simulation.calculate("disposable_income", MONTH)

    def row():
        forget(simulation)
        return [simulation.calculate(one, MONTH) for one in ROW]

    tell(
        build=built,
        household=measured(household, 4),
        row=measured(row, 4),
        households_sum=float(household().astype("f8").sum()),
        rows_sum=float(sum(one.astype("f8").sum() for one in row())),
        first=[round(float(one), 3) for one in household()[:200]],
    )


if __name__ == "__main__":
    main(int(float(sys.argv[1])))
