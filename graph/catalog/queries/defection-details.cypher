// question: What is told of each defection: who, how, why, and where?
// draw: table
// column event -- The defection's id.
// column rank -- The rank of those who left.
// column mode -- How they left.
// column destination -- Where they went.
// column motives -- What moved them.
// column obstacles -- What held them.
// column support -- What helped them, the exit route with it.
// column person -- The id of the person, where one is named.
// column born_earliest -- The first day on which the person can have been born.
// column born_latest -- The last day on which the person can have been born.
// column intake -- The person's intake.
// column region -- The id of the region of the event's place: the place right under the uppermost one.
// column region_name -- The region.
MATCH (d:Defection)
OPTIONAL MATCH (d)-[:TOOK_PLACE_AT]->(p:Place)
WITH p, collect(d) AS events
CALL (p) {
    OPTIONAL MATCH way = (p)-[:WITHIN*1..10]->(uppermost:Place) WHERE NOT (uppermost)-[:WITHIN]->(:Place)
    RETURN coalesce(nodes(way)[-2], p) AS region ORDER BY region.id LIMIT 1
}
UNWIND events AS d
OPTIONAL MATCH (d)-[:BY_PERSON]->(x:Person)
RETURN d.id AS event, d.rank AS rank, d.mode AS mode, d.destination AS destination, d.motives AS motives,
    d.obstacles AS obstacles, d.support AS support, x.id AS person, toString(x.born_earliest) AS born_earliest,
    toString(x.born_latest) AS born_latest, x.intake AS intake, region.id AS region,
    coalesce(region.name, region.id) AS region_name
ORDER BY event
