// question: Which sources tell of each defection, and when did they?
// draw: table
// column event -- The defection's id.
// column source -- The source's id.
// column publisher -- Who published it; its title or id where that is not known.
// column title -- The source's title.
// column published -- The last day on which it can have been published.
MATCH (d:Defection)
MATCH (c:Claim {subject: d.id}) WHERE c.retired IS NULL
WITH DISTINCT d.id AS event, c.source AS source
OPTIONAL MATCH (s:Source:Entity {id: source})
RETURN event, source, coalesce(s.publisher, s.title, source) AS publisher, s.title AS title,
    toString(s.published_latest) AS published
ORDER BY event, source
