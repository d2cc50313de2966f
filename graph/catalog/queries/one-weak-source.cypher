// question: Which ties rest on a single source of low or unstated confidence?
// draw: table
// parameter limit: integer = 100 -- At most so many rows.
// column fact -- The id that opens the evidence.
// column what -- The tie.
// column source_end -- From whom or what.
// column target_end -- To whom or what.
// column confidence -- The confidence, if any is stated.
// column says_so -- The source.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE r.sources = 1 AND (r.confidence IS NULL OR r.confidence = 'low')
WITH a, r, b ORDER BY type(r), r.id LIMIT $limit
MATCH (c:Claim {id: r.claims[0]})
OPTIONAL MATCH (s:Source {id: c.source})
RETURN r.id AS fact, type(r) AS what, coalesce(a.name, a.id) AS source_end, coalesce(b.name, b.id) AS target_end,
    r.confidence AS confidence, coalesce(s.title, c.source) AS says_so
ORDER BY what, fact
