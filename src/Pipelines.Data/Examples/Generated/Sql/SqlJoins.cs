using System.Globalization;

namespace Pipelines.Data;

/// <summary>Draws questions that take two tables: one that a question is about, and one that says more about its texts.</summary>
internal static class SqlJoins
{
    private static readonly string[] Facts = ["boss", "code", "rank"];
    private static readonly string[] Names = ["Max", "Nora", "Olga", "Paul", "Rita", "Sven"];

    /// <summary>A question about rows of <paramref name="table"/> by a fact about their text.</summary>
    public static SqlQuestion Next(Draws draws, SqlTable table)
    {
        var category = table.Topic.Category;
        var fact = draws.One(Facts);
        var values = table.Rows.Select(row => row.Category).Distinct().ToList();
        var facts = fact == "boss" ? draws.Some(Names, values.Count) : [.. Enumerable.Range(1, values.Count).Select(Number)];
        var wanted = draws.One(facts);
        var (other, label) = (Plural(category), table.Topic.Label);
        var quote = fact == "boss" ? "'" : "";
        var join = $"FROM {table.Name} JOIN {other} USING ({category}) WHERE {fact} = {quote}{wanted}{quote}";
        var rows = string.Join(", ", values.Zip(facts, (value, about) => $"('{value}', {quote}{about}{quote})"));
        var (text, query) = draws.Between(0, 1) == 0
            ? ($"Which {table.Name} have a {category} with {fact} {wanted}?", $"SELECT {label} {join}")
            : ($"How many {table.Name} have a {category} with {fact} {wanted}?", $"SELECT COUNT(*) {join}");
        return new SqlQuestion(
            $"{table.Signature}, {other}({category}, {fact})", text, query,
            $"{table.Statements}\nCREATE TABLE {other} ({category} TEXT, {fact} {(quote == "" ? "INTEGER" : "TEXT")});\nINSERT INTO {other} VALUES {rows};");
    }

    private static string Plural(string word) => word.EndsWith('y') ? word[..^1] + "ies" : word + "s";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
