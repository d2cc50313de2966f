// question: Where did each defection take place?
// draw: table
// column event -- The defection's id.
// column place -- The place's id; empty where no source tells it.
// column mode -- How they left.
// column confidence -- How sure the sources are.
MATCH (d:Defection)
OPTIONAL MATCH (d)-[:TOOK_PLACE_AT]->(p:Place)
WITH d, p ORDER BY p.id
RETURN d.id AS event, head(collect(p.id)) AS place, d.mode AS mode, d.confidence AS confidence
ORDER BY event
