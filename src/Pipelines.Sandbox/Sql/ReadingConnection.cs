using System.Diagnostics;
using SQLitePCL;

namespace Pipelines.Sandbox;

/// <summary>
/// A database in memory that can only be read: SQLite asks the authorizer about everything that a statement would do, bounds what its
/// values,
/// texts and plans may be, and asks every thousand steps whether to go on.
/// </summary>
internal sealed class ReadingConnection : IDisposable
{
    private const int StepsBetweenLooks = 1000;
    private const int MostCharacters = 4 << 20;
    private const double SecondsToMake = 10;

    /// <summary>Most bytes of all databases and queries of the process.</summary>
    private const long MostBytes = 256L << 20;

    private readonly sqlite3 handle;
    private string? forbidden;
    private long end;

    static ReadingConnection()
    {
        Batteries_V2.Init();
        raw.sqlite3_hard_heap_limit64(MostBytes);
    }

    private ReadingConnection()
    {
        if (raw.sqlite3_open_v2(":memory:", out handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_MEMORY, null) != raw.SQLITE_OK)
            throw new SqlException("SQLite opens no database in memory");
        // Otherwise what does not fit into the cache goes to a file.
        if (raw.sqlite3_exec(handle, "PRAGMA temp_store = MEMORY") != raw.SQLITE_OK) throw Failure(raw.SQLITE_ERROR);
        raw.sqlite3_progress_handler(handle, StepsBetweenLooks, _ => Stopwatch.GetTimestamp() > end ? 1 : 0, null);
    }

    /// <summary>A new database.</summary>
    /// <param name="statements">make its tables and rows</param>
    /// <exception cref="SqlException">a statement fails, or does something else than to make tables and rows</exception>
    public static ReadingConnection To(string statements)
    {
        var connection = new ReadingConnection();
        try
        {
            connection.Make(statements);
            connection.Restrict(SqlRules.MayRead);
            SqlRules.Bound(connection.handle);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The rows of one query.</summary>
    /// <param name="sql">the query</param>
    /// <param name="most">most rows; one more ends it</param>
    /// <param name="seconds">most time</param>
    /// <exception cref="SqlException">it is no single query, fails, or exceeds a limit</exception>
    public (int Columns, IReadOnlyList<string> Rows) Query(string sql, int most, double seconds)
    {
        EndIn(seconds);
        using var statement = Prepare(sql, out var rest);
        if (statement.IsInvalid) throw new SqlException("is no query");
        if (!IsEmpty(rest)) throw new SqlException("is more than one statement");
        var (rows, characters) = (new List<string>(), 0);
        while (Step(statement))
        {
            if (rows.Count == most) throw new SqlException($"gives more than {most} rows");
            rows.Add(SqlRow.Of(statement));
            characters += rows[^1].Length;
            if (characters > MostCharacters) throw new SqlException($"gives more than {MostCharacters} characters");
        }
        return (raw.sqlite3_column_count(statement), rows);
    }

    public void Dispose() => handle.Dispose();

    private void EndIn(double seconds) => end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);

    private void Make(string statements)
    {
        Restrict(SqlRules.MayMake);
        EndIn(SecondsToMake);
        for (var rest = statements; !string.IsNullOrWhiteSpace(rest);)
        {
            using var statement = Prepare(rest, out rest);
            if (statement.IsInvalid) continue; // a comment
            while (Step(statement))
            {
            }
        }
    }

    private void Restrict(Func<int, string?, string?> why) => raw.sqlite3_set_authorizer(handle, (_, action, _, name, _, _) =>
    {
        var reason = why(action, name);
        forbidden ??= reason;
        return reason is null ? raw.SQLITE_OK : raw.SQLITE_DENY;
    }, null);

    private sqlite3_stmt Prepare(string sql, out string rest)
    {
        forbidden = null;
        var code = raw.sqlite3_prepare_v2(handle, sql, out var statement, out rest);
        if (code == raw.SQLITE_OK) return statement;
        statement?.Dispose();
        throw Failure(code);
    }

    private bool IsEmpty(string rest)
    {
        while (!string.IsNullOrWhiteSpace(rest))
        {
            if (raw.sqlite3_prepare_v2(handle, rest, out var next, out rest) != raw.SQLITE_OK) return false;
            using (next)
                if (!next.IsInvalid)
                    return false;
        }
        return true;
    }

    private bool Step(sqlite3_stmt statement) => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        var code => throw Failure(code),
    };

    private SqlException Failure(int code) => code switch
    {
        raw.SQLITE_INTERRUPT => new SqlException("takes too long"),
        raw.SQLITE_NOMEM => new SqlException($"takes more than {MostBytes >> 20} MB of memory"),
        _ when forbidden is not null => new SqlException(forbidden),
        _ => new SqlException(raw.sqlite3_errmsg(handle).utf8_to_string()),
    };
}
