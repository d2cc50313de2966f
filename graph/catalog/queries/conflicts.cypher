// question: On which facts do the claims disagree?
// draw: table
// parameter limit: integer = 100 -- At most so many rows.
// column id -- The id that opens the evidence.
// column what -- The class of the thing, or the tie.
// column name -- The thing, the two ends of the tie, or the unit of a strength or a total.
// column conflicts -- What the claims disagree on.
// column sources -- How many sources stand behind it.
CALL () {
    MATCH (e:Entity) WHERE e.conflicts IS NOT NULL
    RETURN e.id AS id, [label IN labels(e) WHERE NOT label IN ['Entity', 'Pending']][0] AS what,
        coalesce(e.name, e.title, e.id) AS name, e.conflicts AS conflicts, e.sources AS sources
    UNION ALL
    MATCH (a:Entity)-[r]->(b:Entity) WHERE r.conflicts IS NOT NULL
    RETURN r.id AS id, type(r) AS what, coalesce(a.name, a.id) + ' → ' + coalesce(b.name, b.id) AS name,
        r.conflicts AS conflicts, r.sources AS sources
    UNION ALL
    MATCH (s:Strength|DefectionTotal)-[:STRENGTH_OF|DEFECTION_TOTAL_OF]->(u:Unit) WHERE s.conflicts IS NOT NULL
    RETURN s.id AS id, labels(s)[0] AS what, coalesce(u.name, u.id) AS name, s.conflicts AS conflicts, s.sources AS sources
}
RETURN id, what, name, conflicts, sources
ORDER BY what, name, id LIMIT $limit
