using SQLitePCL;

namespace Pipelines.Sandbox;

/// <summary>What statements may do, and how large what they make may be (sqlite.org/c3ref/set_authorizer.html, limits.html).</summary>
internal static class SqlRules
{
    // Rows by chance, and what reaches out of the database.
    private static readonly HashSet<string> ForbiddenFunctions = new(
        ["random", "randomblob", "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"], StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<int, string> Named = new()
    {
        [raw.SQLITE_ATTACH] = "ATTACH",
        [raw.SQLITE_DETACH] = "DETACH",
        [raw.SQLITE_PRAGMA] = "PRAGMA",
        [raw.SQLITE_INSERT] = "INSERT",
        [raw.SQLITE_UPDATE] = "UPDATE",
        [raw.SQLITE_DELETE] = "DELETE",
        [raw.SQLITE_TRANSACTION] = "BEGIN, COMMIT and ROLLBACK",
        [raw.SQLITE_SAVEPOINT] = "SAVEPOINT",
        [raw.SQLITE_REINDEX] = "REINDEX",
        [raw.SQLITE_ANALYZE] = "ANALYZE",
        [raw.SQLITE_ALTER_TABLE] = "ALTER TABLE",
    };

    /// <summary>Why a query may not do something; null where it may.</summary>
    public static string? MayRead(int action, string? name)
    {
        if (action is raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE) return null;
        if (action != raw.SQLITE_FUNCTION)
            return $"does more than to read: {Named.GetValueOrDefault(action, "CREATE or DROP")} is not allowed";
        return name is not null && ForbiddenFunctions.Contains(name) ? $"calls {name.ToLowerInvariant()}(), which is not allowed" : null;
    }

    /// <summary>Why the statements that make a database may not do something; null where they may.</summary>
    public static string? MayMake(int action, string? name) => action switch
    {
        raw.SQLITE_ATTACH or raw.SQLITE_DETACH or raw.SQLITE_PRAGMA => $"{Named[action]} is not allowed",
        raw.SQLITE_FUNCTION => MayRead(action, name),
        _ => null,
    };

    /// <summary>Bounds what queries may be and make. Set after the database is made, which may be larger.</summary>
    public static void Bound(sqlite3 handle)
    {
        ReadOnlySpan<(int What, int Most)> limits =
        [
            // Some functions of texts take the product of their lengths in one step, where nothing can end them.
            (raw.SQLITE_LIMIT_LENGTH, 1 << 16), (raw.SQLITE_LIMIT_SQL_LENGTH, 10_000), (raw.SQLITE_LIMIT_COLUMN, 200),
            (raw.SQLITE_LIMIT_EXPR_DEPTH, 100), (raw.SQLITE_LIMIT_COMPOUND_SELECT, 20), (raw.SQLITE_LIMIT_VDBE_OP, 100_000),
            (raw.SQLITE_LIMIT_FUNCTION_ARG, 50), (raw.SQLITE_LIMIT_ATTACHED, 0), (raw.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200),
            (raw.SQLITE_LIMIT_VARIABLE_NUMBER, 0), (raw.SQLITE_LIMIT_TRIGGER_DEPTH, 1), (raw.SQLITE_LIMIT_WORKER_THREADS, 0),
        ];
        foreach (var (what, most) in limits) raw.sqlite3_limit(handle, what, most);
    }
}
