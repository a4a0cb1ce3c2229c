"""The words of the report. Figures stand in braces and come from the result.

A line break is a space, but before a heading or an item of a list.
"""

HEAD = """
# What was attacked, what held, and what it costs

`make attacks` publishes {registries} simulated registries (seeds 0 to {last}) with the
project's own functions and attacks everything that is public of them: {programmes:,} programmes
of 3 to 500 patients, {patients:,} patients accepted over eight years, {groups:,} sealed groups,
{snapshots:,} snapshots over eleven years. Success of the infused is 0 to 100 %; sponsors,
centres and countries are of unequal size; 8 % of patients are registered after the fact, 2 %
withdraw, 2 % are treated twice, 1 % are found to have been registered too late; news comes
late, is corrected, and in one programme of five a central review reads a third of the responses
anew. Every fourth registry has only programmes of 3 to 14 patients. This page is written from
`disclosure-evidence.json`; the code is in `tests/attacks`. Read figures as orders of magnitude:
they depend on what was assumed.
"""

HOLDS = """
The attacker has every snapshot and knows who stands in which group, which follows from the
order of registration. What is public becomes sums over known sets of patients; an exact solver
(integer programmes, checked against trying out) finds the smallest set that can be singled out,
and whose outcome is certain although not all of the group share it: nobody's was, and no
published number moved without saying so. Insiders must be left with nobody or 5 others; in sets
of verdicts, programmes are counted instead of patients.
"""

BITES = """
Each rule was switched off on a registry on which the attack fails with the rule in place; a
test repeats it.
"""

TWINS = """
Two registries were published that differ in one patient, and compared byte by byte. A fate may
show in the contents of the patient's own group and of its bundles, by one, and in the labels
read off them; where five others changed as well, by a correction. A patient more may show by a
group that forms one release earlier, for "sealed, at least 11" is public: who knows exactly how
many others wait learns that somebody was accepted. Nothing else differed. An early death ends
answers to visits, which may move the public flag *silent*; that is explained, not counted.
Previews and dry runs of another sponsor, link tokens, receipts, and the number and size of log
leaves were compared through the real interfaces (`test_oracles.py`): one or forty patients, ten
or eleven, infused or not, answers are the same.
"""

SHARED = """
Nobody can hide what is true of a whole group: "0 of 11 responded" must be public. Then each
member's outcome is certain, to anyone who knows that the person is in the group; where all but
one share it, to that one.
"""

INSIDE = """
Sums of one group nest. Every simulated programme has an endpoint that counts who is alive a year
after acceptance. {few} of groups with published endpoints have 1 to 10 patients never infused;
the curve of the accepted less the deaths that endpoints count among the infused tells
in {exact} of these, for at least one horizon, exactly how many of the never infused died, and
in {certain} that all or none did. Curves of the infused are published for bundles only, and
leave nobody or at least 11; that endpoints count *dead* by group is a way round them, said
plainly in the threat model. Verdicts concern whole programmes: of {verdicts} verdicts, beside a
known number of accepted and our groups, {told} patients' outcomes became certain, of
{patients}. Of {products} products with a safety notice for an early death, {unsealed} got it
for somebody who was in no open group yet; the consent text says so.
"""

PAPERS = """
A publication elsewhere of all of a programme's patients, less our groups, leaves those whom no
group of the programme counts. We cannot forbid it; joining the last patients to a forming group
keeps them few. What undoes it are patients registered after the fact or found late, who are
never pooled with the others: a few of them remain at the end of most programmes that have any.
A paper at any date cuts through groups; with a cut-off announced before, it does not. *Certain*
counts programmes in which at least one outcome follows, beyond groups that share it and beyond
what the paper says alone.
"""

SUMS = """
Why sums of a change need 11 values, and pooled costs show a median: how often single values (0
to 18, most near the middle) follow from their number, sum and sum of squares, and how often the
second largest sponsor knows the largest amount within a tenth.
"""

COSTS = """
Every patient stands in the table, whatever became of the programme. The months are means from
acceptance until the group opens (R1) and until its first endpoint is public. Who is in no group
yet after eleven years waits for others to be left over with.
"""

WAYS = """
The first {ways_registries} registries of mixed programmes, published in other ways. The second
and third row are what decision record 0015 chose between: that few patients of a second centre
wait and keep nobody waiting, that they keep all others waiting, or that insiders are not looked
for. Programme totals are those of programmes of 11 and more.
"""

OPEN = """
- **Country queues together with forming groups:** beyond the slowest programmes, {country} of
  patients are in groups keyed by one country, and groups open {months} months after acceptance
  on average.
- **Status changes:** {stale} of groups would count {stale_patients} of all patients' response
  otherwise by the end; {corrected} were corrected, because at least five had changed. The rest
  stands with its date.
- **A person with two episodes:** {several} of persons stand in two groups. No group had fewer
  than {fewest} different persons, and no attack gained from them, because groups are only ever
  added and subtracted whole.
- **All fixes together:** the tables above.
"""

LIMITS = """
Zero here means that these attackers, with what they were given, found nothing; it is no proof
against others. Several insiders together, people who know other patients' outcomes, and
publications elsewhere lie outside what sealing protects against. Guessing with probabilities
was not attacked. The simulation knows no seasons, no referral between centres, and no sponsor
who games its registrations, but for those who register successes late.
"""
