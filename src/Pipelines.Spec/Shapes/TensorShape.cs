using System.Globalization;

namespace Pipelines.Spec;

/// <summary>The shape and number format of a tensor whose batch and time are not known yet.</summary>
/// <param name="Type"><c>int64</c> for token ids, <c>compute</c> for activations: float32 or bfloat16, as trained</param>
/// <param name="Axes">a name (<c>batch</c>, <c>time</c>) or a number for each axis</param>
public sealed record TensorShape(string Type, EquatableArray<string> Axes)
{
    /// <summary>Token ids: [batch, time].</summary>
    public static TensorShape Ids { get; } = new("int64", new EquatableArray<string>(["batch", "time"]));

    /// <summary>A vector for each token: [batch, time, <paramref name="width"/>].</summary>
    public static TensorShape Vectors(long width) => new("compute", new EquatableArray<string>(["batch", "time", Text(width)]));

    /// <summary>A vector for each token and head: [batch, time, <paramref name="heads"/>, <paramref name="width"/>].</summary>
    public static TensorShape Heads(int heads, int width) =>
        new("compute", new EquatableArray<string>(["batch", "time", Text(heads), Text(width)]));

    /// <summary><c>[batch, time, 192]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Axes)}]";

    private static string Text(long size) => size.ToString(CultureInfo.InvariantCulture);
}
