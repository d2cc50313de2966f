// question: In which months did people defect?
// draw: bars
// column month -- The month, where all days on which it can have been lie in one; else that it is not known.
// column defectors -- How many persons, an event without a count being one.
// column events -- How many events.
MATCH (d:Defection)
WITH d, substring(toString(d.date_earliest), 0, 7) AS first, substring(toString(d.date_latest), 0, 7) AS last
RETURN CASE WHEN first = last THEN first ELSE 'month not known' END AS month,
    sum(coalesce(d.count, d.count_low, 1)) AS defectors, count(d) AS events
ORDER BY month
