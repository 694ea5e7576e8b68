namespace Pipelines.Generators.Emission.Models;

/// <summary>A module inside an emitted module: one field, and one line that makes and registers it.</summary>
/// <param name="Name">its name in the checkpoint and in C#</param>
/// <param name="Type">its class</param>
/// <param name="Arguments">what its constructor takes; <c>o</c> is the model's options, <c>s</c> a block's sizes</param>
/// <param name="Summary">what it holds</param>
internal sealed record Child(string Name, string Type, string Arguments, string Summary)
{
    /// <summary>Most letters of a line within a constructor's body, the deepest place that children are made in.</summary>
    private const int Width = 128;

    /// <summary>Its name as C# writes it.</summary>
    private string Field => Naming.CSharpNames.Escape(Name);

    /// <summary>Writes the fields of <paramref name="children"/>.</summary>
    public static void Fields(SourceWriter source, IEnumerable<Child> children)
    {
        foreach (var child in children)
        {
            source.Write($"""
                /// <summary>{child.Summary}</summary>
                public readonly {child.Type} {child.Field};
                """);
        }
    }

    /// <summary>Writes the lines that register <paramref name="children"/>, in checkpoint order.</summary>
    public static void Registrations(SourceWriter source, IEnumerable<Child> children)
    {
        foreach (var child in children)
        {
            var start = $"""{child.Field} = this.Register("{child.Name}", new {child.Type}(""";
            var whole = $"{start}{child.Arguments}));";
            if (whole.Length <= Width) source.Write(whole);
            else source.Write(start).Indented(body => body.Write(string.Join("\n", Lines(child.Arguments)) + "));"));
        }
    }

    /// <summary>Arguments on as many lines as they need, broken between them.</summary>
    private static IEnumerable<string> Lines(string arguments)
    {
        var line = "";
        foreach (var argument in arguments.Split([", "], StringSplitOptions.None))
        {
            if (line.Length > 0 && $"{line}, {argument}));".Length > Width - SourceWriter.Width)
            {
                yield return line + ",";
                line = "";
            }
            line = line.Length == 0 ? argument : $"{line}, {argument}";
        }
        yield return line;
    }
}
