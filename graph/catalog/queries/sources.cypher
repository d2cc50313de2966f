// question: Which sources make the most claims?
// draw: bars
// parameter limit: integer = 100 -- At most so many rows.
// column source -- The source's id.
// column title -- Its title.
// column publisher -- Its publisher.
// column published -- When it was published.
// column claims -- How many claims in force it makes.
CALL () {
    MATCH (c:Claim) USING INDEX c:Claim(source) WHERE c.source IS NOT NULL
    RETURN c.source AS source, count(c) AS claims
    UNION ALL
    MATCH (c:Claim) USING INDEX c:Claim(retired) WHERE c.retired IS NOT NULL
    RETURN c.source AS source, -count(c) AS claims
}
WITH source, sum(claims) AS claims WHERE claims > 0
WITH source, claims ORDER BY claims DESC, source LIMIT $limit
OPTIONAL MATCH (s:Source:Entity {id: source})
RETURN source, s.title AS title, s.publisher AS publisher, s.published AS published, claims
ORDER BY claims DESC, source
