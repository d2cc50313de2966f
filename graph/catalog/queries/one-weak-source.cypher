// question: Which ties, strengths and things rest on a single source of low or unstated confidence?
// draw: table
// parameter limit: integer = 100 -- At most so many rows.
// column fact -- The id that opens the evidence.
// column what -- The tie, or the class of the thing; a thing is here where all that is said of it, its ties too, has that source. Sources are left out.
// column source_end -- From whom or what; the thing itself; the unit of a strength.
// column target_end -- To whom or what; empty for a thing and a strength.
// column confidence -- The confidence, if any is stated.
// column says_so -- The source.
CALL () {
    MATCH (a:Entity)-[r]->(b:Entity)
    WHERE r.sources = 1 AND (r.confidence IS NULL OR r.confidence = 'low')
    WITH a, r, b, type(r) AS what ORDER BY what, r.id LIMIT $limit
    RETURN r.id AS fact, what, coalesce(a.name, a.title, a.id) AS source_end,
        coalesce(b.name, b.title, b.id) AS target_end, r.confidence AS confidence, r.claims[0] AS claim
    UNION ALL
    MATCH (s:Strength|DefectionTotal)-[:STRENGTH_OF|DEFECTION_TOTAL_OF]->(u:Unit)
    WHERE s.sources = 1 AND (s.confidence IS NULL OR s.confidence = 'low')
    WITH s, u ORDER BY s.id LIMIT $limit
    RETURN s.id AS fact, labels(s)[0] AS what, coalesce(u.name, u.id) AS source_end,
        null AS target_end, s.confidence AS confidence, s.claims[0] AS claim
    UNION ALL
    MATCH (e:Entity)
    WHERE e.sources = 1 AND (e.confidence IS NULL OR e.confidence = 'low') AND NOT e:Source
    WITH e, [label IN labels(e) WHERE NOT label IN ['Entity', 'Pending']][0] AS what
    MATCH (c:Claim {id: e.claims[0]})
    WHERE NOT EXISTS { MATCH (d:Claim {subject: e.id}) WHERE d.retired IS NULL AND (d.source <> c.source OR d.confidence <> 'low') }
        AND NOT EXISTS { MATCH (d:Claim {object: e.id}) WHERE d.retired IS NULL AND (d.source <> c.source OR d.confidence <> 'low') }
    WITH e, what ORDER BY what, e.id LIMIT $limit
    RETURN e.id AS fact, what, coalesce(e.name, e.title, e.id) AS source_end,
        null AS target_end, e.confidence AS confidence, e.claims[0] AS claim
}
WITH fact, what, source_end, target_end, confidence, claim ORDER BY what, fact LIMIT $limit
MATCH (c:Claim {id: claim})
OPTIONAL MATCH (s:Source&Entity {id: c.source})
RETURN fact, what, source_end, target_end, confidence, coalesce(s.title, c.source) AS says_so
ORDER BY what, fact
