using System.Globalization;

namespace Pipelines.Serving.Bench;

/// <summary>Figures, a line each: name, value, unit.</summary>
internal static class Figures
{
    public static void Print(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"serving.{name} {value:0.###} {unit}"));
}
