using System.Globalization;

namespace Pipelines.Runtime.Terminal;

/// <summary>Numbers as people like to read them.</summary>
internal static class Quantity
{
    /// <summary><c>1 prompt</c>, <c>3 prompts</c>.</summary>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary><c>3.15 M</c>, <c>812</c>: three digits that matter.</summary>
    public static string Count(double value) => Scaled(value, 1000, [" T", " G", " M", " k", ""]).TrimEnd();

    /// <summary><c>11.8k</c>, without a space: for lines where there is little room.</summary>
    public static string Brief(double value) => Count(value).Replace(" ", "");

    /// <summary><c>410 MB</c>: powers of 1024.</summary>
    public static string Bytes(double value) => Scaled(value, 1024, [" TB", " GB", " MB", " KB", " B"]);

    /// <summary><c>0:24</c>, <c>12:05</c>, <c>1:02:03</c>; rounded to seconds.</summary>
    public static string Clock(TimeSpan time)
    {
        time = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }

    /// <summary><c>~2 min</c>: how long something may take, which nobody knows to the second.</summary>
    public static string About(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => "< 1 s",
        < 90 => $"~{Math.Round(time.TotalSeconds)} s",
        < 90 * 60 => $"~{Math.Round(time.TotalMinutes)} min",
        < 48 * 3600 => $"~{Math.Round(time.TotalHours)} h",
        _ => $"~{Math.Round(time.TotalDays)} days",
    };

    private static string Scaled(double value, double step, ReadOnlySpan<string> units)
    {
        var size = value;
        var unit = units.Length - 1;
        while (unit > 0 && Math.Abs(size) >= step)
        {
            size /= step;
            unit--;
        }
        var digits = unit == units.Length - 1 || Math.Abs(size) >= 100 ? "0" : Math.Abs(size) >= 10 ? "0.0" : "0.00";
        return size.ToString(digits, CultureInfo.InvariantCulture) + units[unit];
    }
}
