using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>The rows of a query, each as a text that tells its values and their types.</summary>
/// <param name="Columns">values in a row</param>
/// <param name="Rows">the rows in order</param>
internal sealed record SqlResult(int Columns, string[] Rows)
{
    /// <summary>Whether the order of the rows was asked for.</summary>
    public bool Ordered { get; init; }

    /// <summary>Reads <c>{ columns, rows }</c>.</summary>
    public static SqlResult Read(JsonElement reply) =>
        new(reply.GetProperty("columns").GetInt32(), [.. reply.GetProperty("rows").EnumerateArray().Select(row => row.GetString()!)]);

    /// <summary>How <paramref name="found"/> differs from these rows; null where it does not.</summary>
    public string? Misfit(SqlResult found)
    {
        if (found.Columns != Columns) return $"gives {found.Columns} columns, not {Columns}";
        if (found.Rows.Length != Rows.Length) return $"gives {found.Rows.Length} rows, not {Rows.Length}";
        if (Ordered && Difference(Rows, found.Rows) is not { }) return null;
        var sets = Difference([.. Rows.Order(StringComparer.Ordinal)], [.. found.Rows.Order(StringComparer.Ordinal)]);
        if (sets is { } row) return $"gives other rows: {Shortened.To(row.Found)} instead of {Shortened.To(row.Right)}";
        return Ordered
            ? $"gives the rows in another order: {Shortened.To(Difference(Rows, found.Rows)!.Value.Found)} comes too early"
            : null;
    }

    private static (string Right, string Found)? Difference(string[] right, string[] found)
    {
        for (var i = 0; i < right.Length; i++)
            if (right[i] != found[i])
                return (right[i], found[i]);
        return null;
    }
}
