// question: Under whom did this person serve: who commanded the person's units, or those right above, at the same time?
// draw: table
// parameter person: id Person -- The person.
// column commander -- The commander's id.
// column name -- The commander.
// column unit -- The unit that was commanded.
// column above -- 0: the person's own unit; 1: the one above it.
// column from -- All are known from this day, or earlier: the posting, the command and the tie to the unit above.
// column until -- All are known until this day, or later.
// column certain -- Whether the known times overlap; if not, they only may.
// column fact -- The id that opens the evidence.
MATCH (p:Person:Entity {id: $person})-[mine:POSTED_TO|COMMANDS]->(own:Unit)
MATCH (own) ((x)-[r:SUBORDINATE_TO]->(y)){0,1} (u:Unit)<-[c:COMMANDS]-(commander:Person)
WHERE commander <> p AND NOT (size(r) = 0 AND mine:COMMANDS)
WITH commander, u, c, size(r) AS above, [mine, c] + r AS ties
WHERE all(a IN ties WHERE all(b IN ties WHERE coalesce(a.start_earliest <= b.end_latest, true)))
WITH commander, u, c, above,
    reduce(last = ties[0].start_latest, t IN ties |
        CASE WHEN t.start_latest > last THEN t.start_latest WHEN t.start_latest <= last THEN last END) AS begun,
    reduce(first = ties[0].end_earliest, t IN ties |
        CASE WHEN t.end_earliest < first THEN t.end_earliest WHEN t.end_earliest >= first THEN first END) AS ended
RETURN DISTINCT commander.id AS commander, coalesce(commander.name, commander.id) AS name, coalesce(u.name, u.id) AS unit,
    above, begun AS from, ended AS until, coalesce(begun <= ended, false) AS certain, c.id AS fact
ORDER BY above, from, name, fact, until
