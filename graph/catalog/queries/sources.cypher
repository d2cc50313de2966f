// question: Which sources make the most claims?
// draw: bars
// parameter limit: integer = 100 -- At most so many rows.
// column source -- The source's id.
// column title -- Its title.
// column publisher -- Its publisher.
// column published -- When it was published.
// column claims -- How many claims in force it makes.
MATCH (c:Claim) WHERE c.retired IS NULL
WITH c.source AS source, count(c) AS claims ORDER BY claims DESC, source LIMIT $limit
OPTIONAL MATCH (s:Source:Entity {id: source})
RETURN source, s.title AS title, s.publisher AS publisher, s.published AS published, claims
ORDER BY claims DESC, source
