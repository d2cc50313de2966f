// Whether something holds on a day: the same rule as ontology.time.Bounds.holds_on. Days are ISO texts, null is unknown.
// { se, sl, ee, el } are the earliest and latest start and the earliest and latest end.
function orbatlasHolds({ se, sl, ee, el }, day) {
  if (sl && ee && sl <= day && day <= ee) return "certain";
  if ((se && day < se) || (el && day > el)) return "no";
  return "possible";
}
