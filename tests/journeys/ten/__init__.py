"""The ten journeys (十段路): the cast through every surface, on a phone and at a desk, with script and without.

1. 办事    a matter in own words, from the first page to its progress     `test_residents`
2. 一件事  a child is born: one form, several decisions                   `test_residents`
3. 补正    the one notice answered, then decided from the inbox           `test_counters`
4. 免申即享 a benefit found by the state, signed by two, confirmed         `test_residents`
5. 诉求    a demand raised, answered, judged                              `test_residents`
6. 证照    a licence shown by its code; its holder sees who looked        `test_residents`
7. 授权    a mandate given, used and taken back                           `test_residents`
8. 预约    a booking, a number, a window that calls it                    `test_counters`
9. 一窗    a walk-in at the window, the result handed out by its code     `test_counters`
10. 改革   from a late case to its cause to a changed day count, by two   `test_counters`

Each is walked through four doors (`conftest.DOORS`). Beside them stand a run by keyboard alone
(`test_keyboard`) and what happens to bad input (`test_mistakes`). All share one served city, whose
residents are new in every test, so that nothing is published or emptied in between.
"""
