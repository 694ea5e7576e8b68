using System.Globalization;

namespace Pipelines.Spec;

/// <summary>The settings of a user's block by key, typed as its constructor takes them.</summary>
public static class OwnSettings
{
    /// <summary>The whole number under <paramref name="key"/>.</summary>
    /// <exception cref="InvalidOperationException">there is no such setting</exception>
    public static int Whole(this EquatableArray<OwnSetting> values, string key) =>
        int.Parse(values.Text(key), CultureInfo.InvariantCulture);

    /// <summary>The number under <paramref name="key"/>.</summary>
    /// <exception cref="InvalidOperationException">there is no such setting</exception>
    public static double Number(this EquatableArray<OwnSetting> values, string key) =>
        double.Parse(values.Text(key), CultureInfo.InvariantCulture);

    /// <summary>The flag under <paramref name="key"/>.</summary>
    /// <exception cref="InvalidOperationException">there is no such setting</exception>
    public static bool Flag(this EquatableArray<OwnSetting> values, string key) => values.Text(key) == "true";

    private static string Text(this EquatableArray<OwnSetting> values, string key) => values.First(value => value.Key == key).Value;
}
