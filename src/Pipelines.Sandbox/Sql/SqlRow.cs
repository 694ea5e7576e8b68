using System.Globalization;
using System.Text;
using SQLitePCL;

namespace Pipelines.Sandbox;

/// <summary>Rows as texts that tell their values and the values' types: 1, 1.0, '1' and x'31' are four different values.</summary>
internal static class SqlRow
{
    /// <summary>The current row.</summary>
    public static string Of(sqlite3_stmt statement)
    {
        var text = new StringBuilder("(");
        for (var column = 0; column < raw.sqlite3_column_count(statement); column++)
        {
            if (column > 0) text.Append(", ");
            text.Append(raw.sqlite3_column_type(statement, column) switch
            {
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column).ToString(CultureInfo.InvariantCulture),
                raw.SQLITE_FLOAT => Real(raw.sqlite3_column_double(statement, column)),
                raw.SQLITE_TEXT => $"'{raw.sqlite3_column_text(statement, column).utf8_to_string().Replace("'", "''")}'",
                raw.SQLITE_BLOB => $"x'{Convert.ToHexStringLower(raw.sqlite3_column_blob(statement, column))}'",
                _ => "NULL",
            });
        }
        return text.Append(')').ToString();
    }

    // Twelve digits: a sum depends on the order of what it adds.
    private static string Real(double value)
    {
        var digits = (value == 0 ? 0 : value).ToString("G12", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny(".EIN") ? digits : digits + ".0";
    }
}
