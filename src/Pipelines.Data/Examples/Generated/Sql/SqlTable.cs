using System.Text;

namespace Pipelines.Data;

/// <summary>A small table with rows. No two rows have the same number in a column, so that every order of them is one.</summary>
/// <param name="Topic">what it is about</param>
/// <param name="Numbers">its columns of numbers</param>
/// <param name="Rows">each row's name, text and numbers</param>
internal sealed record SqlTable(SqlTopic Topic, IReadOnlyList<string> Numbers, IReadOnlyList<SqlRow> Rows)
{
    /// <summary>The name of the table.</summary>
    public string Name => Topic.Table;

    /// <summary>Its columns in order.</summary>
    public IEnumerable<string> Columns => [Topic.Label, .. Numbers, Topic.Category];

    /// <summary>A table of a drawn topic with drawn columns and rows.</summary>
    public static SqlTable Draw(Draws draws, int rows)
    {
        var topic = draws.One(SqlTopic.All);
        var numbers = draws.Some(topic.Numbers, draws.Between(1, 2));
        var names = draws.Some(topic.Names, rows);
        var values = draws.Some(topic.Values, 3);
        var columns = numbers.Select(number => draws.Some([.. Enumerable.Range(number.Least, number.Most - number.Least + 1)], rows)).ToList();
        return new SqlTable(topic, [.. numbers.Select(number => number.Column)],
            [.. names.Select((name, i) => new SqlRow(name, draws.One(values), [.. columns.Select(column => column[i])]))]);
    }

    /// <summary>Its line in a question: <c>users(name, age, city)</c>.</summary>
    public string Signature => $"{Name}({string.Join(", ", Columns)})";

    /// <summary>The statements that make it.</summary>
    public string Statements
    {
        get
        {
            var types = Columns.Select(column => $"{column} {(Numbers.Contains(column) ? "INTEGER" : "TEXT")}");
            var text = new StringBuilder($"CREATE TABLE {Name} ({string.Join(", ", types)});\nINSERT INTO {Name} VALUES ");
            return text.AppendJoin(", ", Rows.Select(row => $"('{row.Name}', {string.Join(", ", row.Numbers)}, '{row.Category}')")).Append(';').ToString();
        }
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Name">its name</param>
/// <param name="Category">its text of few</param>
/// <param name="Numbers">its numbers in order of the columns</param>
internal sealed record SqlRow(string Name, string Category, IReadOnlyList<int> Numbers);
