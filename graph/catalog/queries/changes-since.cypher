// question: Which claims were recorded or taken back since a day?
// draw: table
// parameter since: day -- The day.
// parameter limit: integer = 100 -- At most so many rows.
// column claim -- The claim's id.
// column subject -- What it is about.
// column predicate -- What it claims of it.
// column source -- Who says so.
// column recorded -- The day on which it was recorded.
// column retired -- The day on which it was taken back.
CALL () {
    MATCH (c:Claim) USING INDEX c:Claim(recorded)
    WHERE c.recorded >= $since AND c.retired IS NULL
    WITH c.recorded AS day ORDER BY day DESC LIMIT $limit
    RETURN min(day) AS day
}
CALL (day) {
    MATCH (c:Claim) USING INDEX c:Claim(recorded) WHERE c.recorded = day
    WITH c LIMIT 20000
    RETURN count(c) = 20000 AS many, CASE count(c) WHEN 20000 THEN '' ELSE '~' END AS before
}
CALL (day, many, before) {
    MATCH (c:Claim) USING INDEX c:Claim(recorded) WHERE c.recorded > day AND c.retired IS NULL
    RETURN c
    UNION ALL
    UNWIND CASE WHEN many THEN [] ELSE [day] END AS last
    MATCH (c:Claim) USING INDEX c:Claim(recorded) WHERE c.recorded = last AND c.retired IS NULL
    RETURN c ORDER BY c.id LIMIT $limit
    UNION ALL
    MATCH (c:Claim) USING INDEX c:Claim(id) WHERE c.id > before AND c.recorded = day AND c.retired IS NULL
    RETURN c ORDER BY c.id LIMIT $limit
    UNION ALL
    MATCH (c:Claim) USING INDEX c:Claim(retired)
    WHERE c.retired IS NOT NULL AND (c.retired >= $since OR c.recorded >= $since)
    RETURN c ORDER BY c.retired DESC, c.id LIMIT $limit
}
RETURN c.id AS claim, c.subject AS subject, c.predicate AS predicate, c.source AS source,
    c.recorded AS recorded, c.retired AS retired
ORDER BY coalesce(c.retired, c.recorded) DESC, claim LIMIT $limit
