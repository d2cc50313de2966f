// question: In which region does each unit have its garrison?
// draw: table
// parameter from: day = none -- The first day of a window; without it, all time.
// parameter to: day = none -- The last day of the window; without it, all time.
// column region -- The id of the region: the place right under the uppermost one that the garrison lies in.
// column region_name -- The region.
// column unit -- The unit's id.
MATCH (u:Unit)-[g:GARRISONED_AT]->(p:Place)
WHERE ($to IS NULL OR coalesce(g.start_earliest <= $to, true)) AND ($from IS NULL OR coalesce(g.end_latest >= $from, true))
WITH p, collect(DISTINCT u.id) AS units
OPTIONAL MATCH way = (p)-[:WITHIN*1..10]->(uppermost:Place) WHERE NOT (uppermost)-[:WITHIN]->(:Place)
WITH units, coalesce(nodes(way)[-2], p) AS region
UNWIND units AS unit
WITH DISTINCT region, unit
RETURN region.id AS region, coalesce(region.name, region.id) AS region_name, unit
ORDER BY region_name, region, unit
