"""Catalogues nobody wrote: whatever the definitions say, a plan keeps its promises."""

import os
import random
from dataclasses import replace
from functools import cache

from tongban.catalogue.domain.model import FactRef
from tongban.policy.api import ANONYMOUS, Goals, Holdings, plan
from tongban.policy.tests.books import book, event, item, material, need, service

SEEDS = range(int(os.environ.get("TONGBAN_CATALOGUES", "400")))  # all 2,000 with the bench
ROLES = ("applicant", "spouse", "child", "company", "legal")
KINDS = ("name", "idno", "gender", "birth", "age", "phone", "bank", "insured")


def catalogue(chance):
    """A catalogue by chance: circles, changes, optional services and missing registers."""
    licences = [f"L{number}" for number in range(chance.randint(2, 8))]
    services = [
        _service(f"S{number:02}", licences, chance) for number in range(chance.randint(2, 12))
    ]
    items = [
        item(
            one.id,
            required=chance.random() < 0.6,
            when=_test(licences, chance) if chance.random() < 0.7 else None,
            **({"applicant": chance.choice(ROLES)} if chance.random() < 0.3 else {}),
        )
        for one in chance.sample(services, chance.randint(1, len(services)))
    ]
    about = {one: chance.choice(ROLES) for one in licences}
    return book(*services, events=[event(*items)], about=about)


def _service(id_, licences, chance):
    needs = [
        need(
            chance.choice(KINDS),
            chance.choice([None, *licences]),
            chance.choice(ROLES),
            _test(licences, chance) if chance.random() < 0.1 else None,
        )
        for _ in range(chance.randint(0, 5))
    ]
    materials = tuple(
        material(
            number,
            chance.choice(licences),
            of=tuple(chance.sample(ROLES, chance.randint(1, 2))),
            required=chance.random() < 0.6,
            when=_test(licences, chance) if chance.random() < 0.2 else None,
        )
        if chance.random() < 0.7
        else material(number, kind=chance.choice(["form", "applicant_prepared"]))
        for number in range(1, chance.randint(1, 4))
    )
    made = service(
        id_,
        gives=chance.choice([None, *licences]),
        to=chance.choice(ROLES),
        needs=needs,
        days=chance.choice([None, 1, 5, 20]),
        visits=chance.randint(0, 1),
        agency=chance.choice("AB"),
        states=chance.sample(KINDS, chance.randint(0, 3)),
    )
    return replace(made, materials=materials)


def _test(licences, chance):
    leaves = [
        {"fact": f"{chance.choice(ROLES)}.{chance.choice(KINDS)}", "op": "==", "value": "x"},
        {"holds": chance.choice(licences), "role": chance.choice(ROLES)},
    ]
    return chance.choice([leaves[0], leaves[1], {"any": leaves}, {"not": leaves[1]}])


def holdings(made, chance):
    """Nothing but the number, or a resident with some facts, licences and relatives."""
    if chance.random() < 0.3:
        return ANONYMOUS
    parties = {"applicant": 1}
    for number, role in enumerate(ROLES[1:], 2):
        if chance.random() < 0.4:
            parties[role] = chance.choice([1, number])
    pairs = {
        (role, licence) for role in parties for licence in made.licences if chance.random() < 0.4
    }
    refs = [FactRef(role, kind) for role in parties for kind in KINDS if chance.random() < 0.3]
    refused = {one for one in made.services if chance.random() < 0.05}
    return Holdings(
        dict.fromkeys(refs, "x"), frozenset(pairs), parties=parties, refused=frozenset(refused)
    )


@cache
def cases():
    """Every catalogue with its plan; the seed comes first, to be named when a promise breaks."""
    found = []
    for seed in SEEDS:
        chance = random.Random(seed)
        made = catalogue(chance)
        held = holdings(made, chance)
        found.append((seed, made, held, plan(Goals.of(["LE"], made), made, holdings=held)))
    return found


def stage_of(found):
    return {one.key: number for number, each in enumerate(found.stages) for one in each}


def test_every_fact_an_included_service_needs_has_one_way_or_is_asked():
    for seed, made, _, found in cases():
        asked = [one.ref for one in found.asked]
        held = [one.ref for one in found.held]
        assert len({*asked, *held}) == len(asked) + len(held), seed
        served = {(one.ref, key) for one in (*found.asked, *found.held) for key in one.services}
        for planned in found.services:
            for one in made.services[planned.service].needs:
                ref = FactRef(planned.bind[one.ref.role], one.ref.kind)
                assert one.when or (ref, planned.key) in served, seed


def test_nothing_refused_is_planned_and_every_goal_has_a_way_or_is_named_as_unreachable():
    for seed, made, held, found in cases():
        planned = {one.service for one in found.services}
        named = {one.services[0] for one in found.findings if one.code == "policy.refused"}
        replaced = {one.services for one in found.findings if one.code == "policy.other-way"}
        assert not planned & held.refused, seed
        for one in made.events["LE"].items:
            if one.required:
                other = any(goal == one.service and to in planned for goal, to in replaced)
                assert one.service in planned | named or other, seed
        assert found.reachable or any(one.level == "error" for one in found.findings), seed


def test_every_edge_is_respected():
    for seed, _, _, found in cases():
        stage = stage_of(found)
        assert all(stage[edge.from_] < stage[edge.to] for edge in found.edges), seed


def test_whoever_requires_what_another_begins_waits_for_it_or_the_circle_is_named():
    for seed, made, held, found in cases():
        waits = {(edge.from_, edge.to) for edge in found.edges}
        named = {key for one in found.findings for key in one.services}
        for first in found.services:
            output = made.services[first.service].output
            issued = (first.bind[output.of], output.licence)
            for then in found.services:
                wanted = {
                    (then.bind[role], one.licence)
                    for one in made.services[then.service].materials
                    if one.required and one.when is None and one.licence
                    for role in one.of
                }
                if first.key == then.key or issued not in wanted or issued in _merged(held):
                    continue
                assert (first.key, then.key) in waits or {first.key, then.key} <= named, seed


def _merged(held):
    """Licences held, with whoever is the applicant under that name."""
    return {
        ("applicant" if held.parties.get(role) == 1 else role, one) for role, one in held.licences
    }


def test_what_an_included_service_requires_is_found_generated_or_asked_once():
    for seed, made, _, found in cases():
        heaps = found.materials
        every = [(one.service, one.no) for one in (*heaps.found, *heaps.generated, *heaps.asked)]
        assert len(every) == len(set(every)) == heaps.listed, seed
        for planned in found.services:
            materials = made.services[planned.service].materials
            always = {one.no for one in materials if one.required and one.when is None}
            required = {one.no for one in materials if one.required}
            placed = {no for key, no in every if key == planned.key}
            assert always <= placed <= required, seed


def test_a_fact_issued_on_the_way_comes_from_an_earlier_stage():
    for seed, _, _, found in cases():
        stage = stage_of(found)
        for one in found.held:
            first = min(stage[key] for key in one.services)
            assert one.produced_by is None or stage[one.produced_by] < first, seed


def test_the_same_definitions_in_another_order_give_the_same_plan():
    for seed, made, held, found in cases():
        chance = random.Random(seed)
        other = replace(
            made,
            services=shuffled(made.services, chance),
            licences=shuffled(made.licences, chance),
            roles=shuffled(made.roles, chance),
            kinds=shuffled(made.kinds, chance),
            events={
                key: replace(one, items=tuple(chance.sample(one.items, len(one.items))))
                for key, one in made.events.items()
            },
        )
        same = replace(
            held, facts=shuffled(held.facts, chance), parties=shuffled(held.parties, chance)
        )
        again = plan(Goals.of(["LE"], other), other, holdings=same)
        assert again == found, seed
        assert again.to_json(other) == found.to_json(made), seed


def shuffled(mapping, chance):
    keys = list(mapping)
    chance.shuffle(keys)
    return {key: mapping[key] for key in keys}


def test_planning_twice_is_equal():
    for seed, made, held, found in cases():
        assert plan(Goals.of(["LE"], made), made, holdings=held) == found, seed


def test_the_catalogues_have_all_that_makes_planning_hard():
    codes = [one.code for _, _, _, found in cases() for one in found.findings]
    assert {"policy.circle", "policy.not-waited-for", "policy.not-held"} <= set(codes)
    brought = sum(
        one.included_by.startswith("S") for _, _, _, found in cases() for one in found.services
    )
    edges = sum(len(found.edges) for _, _, _, found in cases())
    produced = sum(one.produced_by is not None for _, _, _, found in cases() for one in found.held)
    assert min(brought, edges, produced) > len(SEEDS) // 8
