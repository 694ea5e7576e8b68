namespace Pipelines.Generators.Emission.Stages;

/// <summary>
/// Emits a class that stands in for a pipeline's that has errors, so that these are not lost among the compiler's about code which names
/// the class.
/// </summary>
internal static class StandInEmitter
{
    /// <summary>The text of the class.</summary>
    public static string Emit(StandIn unit)
    {
        var path = DocText.Escape(unit.Path);
        var source = new SourceWriter();
        SourceHeader.Write(
            source,
            $"Stands in for the pipeline of {unit.Path}, which has errors.",
            unit.Namespace,
            ["System", "System.Threading.Tasks"]);
        source.Write($$"""
            /// <summary>Stands in for the pipeline of {{path}}, which has errors: the build lists them.</summary>
            public sealed partial class {{unit.ClassName}}
            {
                /// <summary>Runs nothing: {{path}} has errors.</summary>
                /// <exception cref="InvalidOperationException">always</exception>
                public static Task<int> RunAsync(string[] args) =>
                    throw new InvalidOperationException({{Literals.Text(unit.Path + " has errors: the build lists them")}});
            }
            """);
        return source.ToString();
    }
}
