// question: Which places are there, where do they lie, and in which larger ones?
// draw: table
// column place -- The place's id.
// column name -- The place.
// column kind -- The kind of place.
// column code -- Its code in a public gazetteer.
// column latitude -- Degrees north.
// column longitude -- Degrees east.
// column within -- The ids of the places that hold it.
// column conflicts -- What sources disagree on.
MATCH (p:Place)
RETURN p.id AS place, coalesce(p.name, p.id) AS name, p.kind AS kind, p.code AS code, p.latitude AS latitude,
    p.longitude AS longitude, [(p)-[:WITHIN]->(larger:Place) | larger.id] AS within,
    coalesce(p.conflicts, []) AS conflicts
ORDER BY place
