using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>
/// <c>sql</c>: the answer is a query that gives the same rows as the example's on the example's database. Queries run in a process of the
/// sandbox, in SQLite, on a database in memory that can only be read.
/// </summary>
/// <param name="database">the field with the statements that make the database</param>
/// <param name="query">the field with the query that is right</param>
/// <param name="seconds">most time of a query</param>
internal sealed class SqlMatch(string database, string query, double seconds) : IVerifier, IDisposable
{
    /// <summary>Seconds beyond a query's own: to start a process, and to make the database.</summary>
    public const double Preparation = 6;

    private const int MostReferenceRows = 10_000;
    private const int Remembered = 256;

    private static readonly SandboxLimits Limits = new(Heap: 256 << 20, Native: 768 << 20);

    private readonly SandboxPool pool = new("sql", Limits);
    private readonly Cache<SqlResult> references = new(Remembered);

    public Verdict Verify(Answer answer, CancellationToken cancellation)
    {
        var (statements, right) = (answer.Field(database), answer.Field(query));
        var expected = references.Get($"{statements}\n{right}", () => Reference(statements, right, cancellation));
        try
        {
            var found = Run(statements, Fenced.Content(answer.Text), expected.Rows.Length, cancellation);
            return expected.Misfit(found) is { } misfit ? Verdict.Wrong(misfit) : Verdict.Right;
        }
        catch (SandboxException problem)
        {
            return Verdict.Wrong(problem.Message);
        }
    }

    public void Dispose() => pool.Dispose();

    private SqlResult Reference(string statements, string right, CancellationToken cancellation)
    {
        try
        {
            return Run(statements, right, MostReferenceRows, cancellation) with { Ordered = OrderBy.IsIn(right) };
        }
        catch (SandboxException problem)
        {
            throw new VerifierException($"the example's query '{Shortened.To(right)}': {problem.Message}", problem);
        }
    }

    private SqlResult Run(string statements, string sql, int rows, CancellationToken cancellation)
    {
        using var reply = pool.Ask(
            json =>
            {
                json.WriteString("database", statements);
                json.WriteString("query", sql);
                json.WriteNumber("rows", rows);
                json.WriteNumber("seconds", seconds);
            },
            TimeSpan.FromSeconds(seconds + Preparation), cancellation);
        if (Text("database") is { } broken) throw new VerifierException($"the example's database: {broken}");
        return Text("failed") is { } reason ? throw new SandboxException(Shortened.To(reason)) : SqlResult.Read(reply.RootElement);

        string? Text(string name) => reply.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
