// question: Which commanders followed each other in this unit?
// draw: table
// parameter unit: id Unit -- The unit.
// column earlier -- The earlier commander's id.
// column earlier_name -- The earlier commander.
// column later -- The later commander's id.
// column later_name -- The later commander.
// column until -- The earlier one is known until this day.
// column from -- The later one is known from this day.
// column days -- Days between the two; fewer than none where they overlap.
MATCH (p:Person)-[c:COMMANDS]->(:Unit {id: $unit})
WITH p, c, coalesce(c.start_latest, c.end_earliest) AS known WHERE known IS NOT NULL
ORDER BY known, p.id
WITH collect({person: p, tie: c, known: known}) AS line
UNWIND range(0, size(line) - 2) AS i
WITH line[i] AS one, line[i + 1] AS next
RETURN one.person.id AS earlier, coalesce(one.person.name, one.person.id) AS earlier_name,
    next.person.id AS later, coalesce(next.person.name, next.person.id) AS later_name,
    coalesce(one.tie.end_earliest, one.known) AS until, next.known AS from,
    duration.inDays(coalesce(one.tie.end_earliest, one.known), next.known).days AS days
ORDER BY from
