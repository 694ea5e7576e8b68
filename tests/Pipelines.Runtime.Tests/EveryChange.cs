using System.Collections;
using System.Reflection;
using Pipelines.Spec;

namespace Pipelines.Runtime.Tests;

/// <summary>Copies of a record in each of which one value, however deep, is another.</summary>
internal static class EveryChange
{
    /// <summary>Names and references to names are followed, not compared.</summary>
    private static readonly string[] References = ["Name", "Data", "Model", "Tokenizer", "From", "Stage", "Teacher", "Reward", "Against"];

    /// <summary>The copies, each with the path of what is other in it: <c>Training.Optimizer.Beta1</c>.</summary>
    public static IEnumerable<(string Path, object Copy)> Of(object record) => Of(record, "");

    private static IEnumerable<(string Path, object Copy)> Of(object record, string path)
    {
        foreach (var property in record.GetType().GetProperties())
        {
            if (!property.CanWrite || References.Contains(property.Name)) continue;
            var value = property.GetValue(record);
            foreach (var (deeper, other) in Others(value, property.PropertyType, path + property.Name))
            {
                var copy = Copy(record);
                property.SetValue(copy, other);
                yield return (deeper, copy);
            }
        }
    }

    private static IEnumerable<(string Path, object? Other)> Others(object? value, Type type, string path) => value switch
    {
        int number => [(path, number + 1)],
        long number => [(path, number + 1)],
        double number => [(path, number + 0.25)],
        bool flag => [(path, !flag)],
        string text => [(path, text + "x")],
        Enum choice => Enum.GetValues(type).Cast<object>().Where(other => !other.Equals(choice)).Select(other => (path, (object?)other)),
        StepSpan span => [(path, span with { Value = span.Value + 0.25 })],
        null when type == typeof(long?) => [(path, 5L)],
        null when type == typeof(int?) => [(path, 5)],
        null when type == typeof(double?) => [(path, 0.5)],
        null when type == typeof(AdapterSpec) =>
            [(path, new AdapterSpec(AdapterKind.Lora, 8, 16, 0, default, RankStabilized: false, AdapterInit.Kaiming))],
        null => [],
        IEnumerable list => Lists(list, path),
        _ => Of(value, path + ".").Select(change => (change.Path, (object?)change.Copy)),
    };

    /// <summary>A list without its last element, and lists in which one element is another.</summary>
    private static IEnumerable<(string Path, object? Other)> Lists(IEnumerable list, string path)
    {
        var items = list.Cast<object>().ToArray();
        var element = list.GetType().GetGenericArguments()[0];
        if (items.Length > 0) yield return (path, Make(items[..^1]));
        else if (element == typeof(string)) yield return (path, Make(["one"]));
        for (var i = 0; i < items.Length; i++)
            foreach (var (deeper, other) in Others(items[i], element, $"{path}.{i}"))
                yield return (deeper, Make([.. items[..i], other!, .. items[(i + 1)..]]));

        object Make(object[] elements)
        {
            var array = Array.CreateInstance(element, elements.Length);
            elements.CopyTo(array, 0);
            return Activator.CreateInstance(list.GetType(), array)!;
        }
    }

    private static object Copy(object record) =>
        record.GetType().GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public)!.Invoke(record, [])!;
}
