namespace Pipelines.Generators.Emission.Models;

/// <summary>A module inside an emitted module: one field, and one line that makes and registers it.</summary>
/// <param name="Name">its name in the checkpoint and in C#</param>
/// <param name="Type">its class</param>
/// <param name="Arguments">what its constructor takes; <c>o</c> is the model's options</param>
/// <param name="Summary">what it holds</param>
internal sealed record Child(string Name, string Type, string Arguments, string Summary)
{
    /// <summary>Writes the fields of <paramref name="children"/>.</summary>
    public static void Fields(SourceWriter source, IEnumerable<Child> children)
    {
        foreach (var child in children)
        {
            source.Write($"""
                /// <summary>{child.Summary}</summary>
                public readonly {child.Type} {child.Name};
                """);
        }
    }

    /// <summary>Writes the lines that register <paramref name="children"/>, in checkpoint order.</summary>
    public static void Registrations(SourceWriter source, IEnumerable<Child> children)
    {
        foreach (var child in children)
            source.Write($"""{child.Name} = this.Register("{child.Name}", new {child.Type}({child.Arguments}));""");
    }
}
