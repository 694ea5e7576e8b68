using Pipelines.Spec;

namespace Pipelines.Verification.Tests;

public sealed class Queries : IClassFixture<Processes<SqlSpec>>
{
    /// <summary>Seconds that are enough on any machine.</summary>
    private const double Ample = 60;

    private const string Shop = """
        CREATE TABLE fruit (name TEXT, price REAL, stock INTEGER); -- what there is
        INSERT INTO fruit VALUES ('apple', 0.5, 10), ('pear', 0.75, 0), ('fig', 1.0, NULL);
        """;

    [Theory]
    [InlineData("SELECT name FROM fruit WHERE price < 0.9", "select name from fruit where name in ('pear', 'apple')")]
    [InlineData("SELECT name FROM fruit ORDER BY price", "SELECT name FROM fruit ORDER BY length(name) = 3, price;")]
    [InlineData("SELECT count(*) FROM fruit", "```sql\nSELECT 3 -- of them\n```")]
    [InlineData("SELECT stock FROM fruit", "SELECT stock FROM fruit ORDER BY stock")]
    [InlineData("SELECT sum(price) FROM fruit", "SELECT 0.75 + 0.1 + 0.4 + 1.0")]
    [InlineData("SELECT name FROM fruit WHERE 0", "SELECT 1 WHERE 0")]
    [InlineData("SELECT max(price) FROM (SELECT * FROM fruit ORDER BY name)", "WITH p AS (SELECT price FROM fruit) SELECT max(price) FROM p")]
    public void A_query_with_the_same_rows_is_right(string right, string answer) => Ask(right, answer).ShouldBe(new Verdict(1));

    [Theory]
    [InlineData("SELECT name FROM fruit", "SELECT name FROM fruit LIMIT 2", "gives 2 rows, not 3")]
    [InlineData("SELECT name FROM fruit", "SELECT name, name FROM fruit", "gives 2 columns, not 1")]
    [InlineData("SELECT name FROM fruit LIMIT 1", "SELECT name FROM fruit", "gives more than 1 rows")]
    [InlineData("SELECT name FROM fruit ORDER BY price", "SELECT name FROM fruit ORDER BY price DESC", "another order: ('fig') comes too early")]
    [InlineData("SELECT stock FROM fruit LIMIT 1", "SELECT '10'", "('10') instead of (10)")]
    [InlineData("SELECT stock FROM fruit LIMIT 1", "SELECT 10.0", "(10.0) instead of (10)")]
    [InlineData("SELECT price FROM fruit LIMIT 1", "SELECT 0.5000001", "(0.5000001) instead of (0.5)")]
    [InlineData("SELECT name FROM fruit", "SELECT nme FROM fruit", "no such column: nme")]
    [InlineData("SELECT name FROM fruit", "the names of the fruit", "syntax error")]
    [InlineData("SELECT name FROM fruit", "", "is no query")]
    [InlineData("SELECT name FROM fruit", "-- nothing", "is no query")]
    [InlineData("SELECT name FROM fruit", "SELECT name FROM fruit; SELECT 1", "more than one statement")]
    [InlineData("SELECT name FROM fruit", "SELECT name FROM fruit; DROP TABLE fruit", "more than one statement")]
    public void Another_result_is_wrong_and_the_reason_says_how(string right, string answer, string reason) => Wrong(Ask(right, answer), reason);

    [Theory]
    [InlineData("DELETE FROM fruit", "DELETE")]
    [InlineData("INSERT INTO fruit VALUES ('x', 1, 1)", "INSERT")]
    [InlineData("UPDATE fruit SET price = 0 RETURNING name", "UPDATE")]
    [InlineData("DROP TABLE fruit", "not allowed")]
    [InlineData("CREATE TABLE mine (x)", "not allowed")]
    [InlineData("CREATE TEMP TABLE mine AS SELECT 1", "not allowed")]
    [InlineData("ATTACH '/tmp/pipelines-never-there.db' AS other", "ATTACH")]
    [InlineData("PRAGMA table_info(fruit)", "PRAGMA")]
    [InlineData("SELECT * FROM pragma_database_list", "PRAGMA")]
    [InlineData("VACUUM INTO '/tmp/pipelines-never-there.db'", "ATTACH")]
    [InlineData("BEGIN", "BEGIN")]
    [InlineData("ANALYZE", "not allowed")]
    [InlineData("SELECT load_extension('x')", "load_extension()")]
    [InlineData("SELECT random()", "random()")]
    public void Whatever_does_more_than_to_read_is_refused(string answer, string reason)
    {
        Wrong(Ask("SELECT name FROM fruit", answer), reason);
        File.Exists("/tmp/pipelines-never-there.db").ShouldBeFalse();
    }

    [Theory]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", "takes too long")]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT i FROM n", "gives more than 1 rows")]
    [InlineData("SELECT group_concat(x) FROM (WITH RECURSIVE n(i, x) AS (SELECT 1, 'x' UNION ALL SELECT i + 1, x FROM n LIMIT 99999) SELECT x FROM n)", "too big")]
    [InlineData("SELECT zeroblob(1000000000)", "too big")]
    [InlineData("SELECT printf('%1000000000d', 1)", "(NULL) instead of (1)")]
    [InlineData("SELECT replace(hex(zeroblob(30000)), '0', '0000')", "too big")]
    public void A_query_beyond_its_limits_ends(string answer, string reason) =>
        Wrong(Ask("SELECT 1", answer, seconds: reason == "takes too long" ? 0.3 : Ample), reason);

    [Fact]
    public void A_query_that_fills_memory_ends() => Wrong(
        Ask(
            "SELECT 1",
            "WITH RECURSIVE n(i, t) AS (SELECT 1, zeroblob(60000) UNION SELECT i + 1, zeroblob(60000) FROM n) SELECT count(*) FROM n",
            seconds: Ample),
        "takes more than 256 MB of memory");

    [Fact]
    public void A_query_that_doubles_while_it_is_planned_ends()
    {
        var doubling = string.Join(", ", Enumerable.Range(1, 40).Select(i => $"t{i} AS (SELECT a.x FROM t{i - 1} a, t{i - 1} b)"));
        Ask("SELECT 1", $"WITH t0 AS (SELECT 1 AS x), {doubling} SELECT * FROM t40", seconds: 0.3).Reward.ShouldBe(0);
    }

    [Fact]
    public void What_is_wrong_with_an_example_is_not_blamed_on_the_answer()
    {
        Should.Throw<VerifierException>(() => Ask("SELECT x FROM fruit", "SELECT 1"))
            .Message.ShouldBe("the example's query 'SELECT x FROM fruit': no such column: x");
        Should.Throw<VerifierException>(() => Ask("SELECT 1", "SELECT 1", database: "CREATE TABLE (x)"))
            .Message.ShouldStartWith("the example's database: ");
        Should.Throw<VerifierException>(() => Ask("SELECT 1", "SELECT 1", database: "ATTACH 'x' AS y"))
            .Message.ShouldBe("the example's database: ATTACH is not allowed");
    }

    [Fact]
    public void Many_answers_on_many_databases_are_judged_at_once()
    {
        using var scoring = Scoring.Of([new SqlSpec(1, "database", "query", Ample)], ".", new Dictionary<string, Func<IVerifier>>());
        var answers = Enumerable.Range(0, 400).Select(i => Asked.Answer(
            i % 3 == 0 ? "SELECT count(*) FROM t" : $"SELECT {i % 100}",
            ("database", $"CREATE TABLE t (x); INSERT INTO t SELECT value FROM json_each('[{string.Join(',', Enumerable.Range(0, i % 100))}]')"),
            ("query", "SELECT count(*) FROM t"))).ToArray();
        scoring.Score(answers, CancellationToken.None).ShouldAllBe(score => score.Reward == 1);
    }

    [Theory]
    [InlineData("SELECT a FROM t ORDER  BY a", true)]
    [InlineData("select a from t order by a limit 3", true)]
    [InlineData("SELECT a FROM (SELECT a FROM t ORDER BY a)", false)]
    [InlineData("SELECT 'ORDER BY' FROM t", false)]
    [InlineData("SELECT \"ORDER BY\", [ORDER BY] FROM t -- ORDER BY", false)]
    [InlineData("SELECT a /* ORDER BY a */ FROM t", false)]
    [InlineData("SELECT row_number() OVER (ORDER BY a) FROM t", false)]
    [InlineData("SELECT orders, by FROM border", false)]
    public void An_order_is_one_that_the_whole_query_asks_for(string query, bool ordered) => OrderBy.IsIn(query).ShouldBe(ordered);

    [Fact]
    public void After_a_query_that_killed_its_process_the_next_one_is_judged()
    {
        using var scoring = Scoring.Of([new SqlSpec(1, "database", "query", 0.2)], ".", new Dictionary<string, Func<IVerifier>>());
        var forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        var answers = Enumerable.Range(0, 8).Select(i => Asked.Answer(
            i % 2 == 0 ? forever : "SELECT 1", ("database", Shop), ("query", "SELECT 1"))).ToArray();
        scoring.Score(answers, CancellationToken.None).Select(score => score.Reward).ShouldBe([0, 1, 0, 1, 0, 1, 0, 1]);
    }

    private static Verdict Ask(string right, string answer, double seconds = Ample, string database = Shop) =>
        Asked.Verdict(new SqlSpec(1, "database", "query", seconds), answer, ("database", database), ("query", right));

    private static void Wrong(Verdict verdict, string reason)
    {
        verdict.Reward.ShouldBe(0);
        verdict.Reason!.ShouldContain(reason);
    }
}
