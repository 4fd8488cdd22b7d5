"""
Accounts, ranks and games of the Riot Games API.

Thinks  names · ranks · eligibility · findings · proof · resolver · summary · models · routing
Keeps   cache · application · proofs · key
Asks    known (kept, or asked once) · verify · games · service (all of it put together) · client · limiter
"""
