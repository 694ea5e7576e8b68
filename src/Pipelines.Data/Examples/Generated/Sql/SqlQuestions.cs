namespace Pipelines.Data;

/// <summary>Draws questions about one table or two: rows and columns of it, their order, how many there are, sums, groups, joins.</summary>
/// <remarks>Values in conditions are those of rows, so that some rows pass and some do not.</remarks>
internal sealed class SqlQuestions(Draws draws)
{
    private const int FewestRows = 4;
    private const int MostRows = 7;

    /// <summary>The next question.</summary>
    public SqlQuestion Next()
    {
        var table = SqlTable.Draw(draws, draws.Between(FewestRows, MostRows));
        var kinds = new Func<SqlTable, (string Text, string Query)>[]
        {
            Columns, Compared, Equal, Ordered, First, Count, CountEqual, Aggregate, AggregateEqual, Grouped, Both,
        };
        var kind = draws.Between(0, kinds.Length);
        if (kind == kinds.Length) return SqlJoins.Next(draws, table);
        var (text, query) = kinds[kind](table);
        return new SqlQuestion(table.Signature, text, query, table.Statements);
    }

    private (string, string) Columns(SqlTable table)
    {
        var columns = draws.Some([.. table.Columns], draws.Between(1, 2));
        return (draws.One([
            $"List the {string.Join(" and ", columns)} of all {table.Name}.",
            $"What is the {string.Join(" and ", columns)} of each of the {table.Name}?",
        ]), $"SELECT {string.Join(", ", columns)} FROM {table.Name}");
    }

    private (string, string) Compared(SqlTable table)
    {
        var condition = Above(table);
        return (draws.One([
            $"Which {table.Name} have {condition.Words}?",
            $"List the {table.Topic.Label} of {table.Name} with {condition.Words}.",
        ]), $"SELECT {table.Topic.Label} FROM {table.Name} WHERE {condition.Sql}");
    }

    private (string, string) Equal(SqlTable table)
    {
        var (column, value) = (draws.One([table.Topic.Label, .. table.Numbers]), draws.One(table.Rows).Category);
        return ($"List the {column} of {table.Name} with {table.Topic.Category} {value}.",
            $"SELECT {column} FROM {table.Name} WHERE {table.Topic.Category} = '{value}'");
    }

    private (string, string) Ordered(SqlTable table)
    {
        var (number, isDown) = (draws.One(table.Numbers), draws.Between(0, 1) == 1);
        return ($"List the {table.Topic.Label} of all {table.Name} by {number}, {(isDown ? "highest" : "lowest")} first.",
            $"SELECT {table.Topic.Label} FROM {table.Name} ORDER BY {number}{(isDown ? " DESC" : "")}");
    }

    private (string, string) First(SqlTable table)
    {
        var (number, isDown, count) = (draws.One(table.Numbers), draws.Between(0, 1) == 1, draws.Between(1, 3));
        var words = isDown ? "highest" : "lowest";
        return (count == 1 ? $"Which of the {table.Name} has the {words} {number}?" : $"Which {count} {table.Name} have the {words} {number}?",
            $"SELECT {table.Topic.Label} FROM {table.Name} ORDER BY {number}{(isDown ? " DESC" : "")} LIMIT {count}");
    }

    private (string, string) Count(SqlTable table)
    {
        var condition = Above(table);
        return ($"How many {table.Name} have {condition.Words}?", $"SELECT COUNT(*) FROM {table.Name} WHERE {condition.Sql}");
    }

    private (string, string) CountEqual(SqlTable table)
    {
        var value = draws.One(table.Rows).Category;
        return ($"How many {table.Name} have {table.Topic.Category} {value}?",
            $"SELECT COUNT(*) FROM {table.Name} WHERE {table.Topic.Category} = '{value}'");
    }

    private (string, string) Aggregate(SqlTable table)
    {
        var ((words, function), number) = (Function(), draws.One(table.Numbers));
        return ($"What is the {words} {number} of all {table.Name}?", $"SELECT {function}({number}) FROM {table.Name}");
    }

    private (string, string) AggregateEqual(SqlTable table)
    {
        var ((words, function), number, value) = (Function(), draws.One(table.Numbers), draws.One(table.Rows).Category);
        return ($"What is the {words} {number} of {table.Name} with {table.Topic.Category} {value}?",
            $"SELECT {function}({number}) FROM {table.Name} WHERE {table.Topic.Category} = '{value}'");
    }

    private (string, string) Grouped(SqlTable table)
    {
        var category = table.Topic.Category;
        if (draws.Between(0, 1) == 0)
            return ($"How many {table.Name} are there for each {category}?", $"SELECT {category}, COUNT(*) FROM {table.Name} GROUP BY {category}");
        var ((words, function), number) = (Function(), draws.One(table.Numbers));
        return ($"What is the {words} {number} for each {category} of {table.Name}?",
            $"SELECT {category}, {function}({number}) FROM {table.Name} GROUP BY {category}");
    }

    private (string, string) Both(SqlTable table)
    {
        var condition = Above(table);
        var value = draws.One(condition.Rows).Category;
        return ($"Which {table.Name} have {condition.Words} and {table.Topic.Category} {value}?",
            $"SELECT {table.Topic.Label} FROM {table.Name} WHERE {condition.Sql} AND {table.Topic.Category} = '{value}'");
    }

    /// <summary>A condition on a number, and the rows that meet it: some, not all.</summary>
    private (string Words, string Sql, IReadOnlyList<SqlRow> Rows) Above(SqlTable table)
    {
        var column = draws.Between(0, table.Numbers.Count - 1);
        var (name, sorted) = (table.Numbers[column], table.Rows.OrderBy(row => row.Numbers[column]).ToList());
        var at = draws.Between(1, sorted.Count - 2);
        var bound = sorted[at].Numbers[column];
        return draws.Between(0, 1) == 0
            ? ($"{name} above {bound}", $"{name} > {bound}", sorted[(at + 1)..])
            : ($"{name} below {bound}", $"{name} < {bound}", sorted[..at]);
    }

    private (string Words, string Function) Function() =>
        draws.One([("average", "AVG"), ("total", "SUM"), ("highest", "MAX"), ("lowest", "MIN")]);
}
