"""Who somebody is, how surely we know, and who may act for whom (人员与身份).

Natural persons, companies and things take part in matters as parties; an ID number finds its
party through a keyed digest. Five words: party, number, relation, mandate, account.
"""
