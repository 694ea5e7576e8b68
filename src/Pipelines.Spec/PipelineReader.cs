using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Reads pipeline files: the one door from YAML to a <see cref="PipelineSpec"/>, at build time and at run time.</summary>
public static class PipelineReader
{
    /// <summary>
    /// Reads <paramref name="text"/>, the content of <paramref name="path"/>: the tree, then the files that it extends, the overrides,
    /// the environment, and the settings. Whatever the text holds, the answer is a result; everything wrong is reported at once.
    /// </summary>
    public static ReadResult Read(string path, string text, ReadOptions options)
    {
        var diagnostics = new List<SpecDiagnostic>();
        if (YamlTree.Read(path, text, diagnostics) is not { } node) return Failed(diagnostics);
        if (node is not MappingNode file)
        {
            diagnostics.Add(Rules.WrongType.At(node.At, $"the file is {node.Found}; expected {PipelineSettings.Root.Noun}"));
            return Failed(diagnostics);
        }

        var kind = PipelineSettings.Root;
        var bases = new Extends(path, options.ResolveExtends, kind, diagnostics);
        var merged = bases.Resolve(file);
        if (bases.Failed) return Failed(diagnostics);
        var whole = Overrides.Apply(merged, options.Overrides, kind, diagnostics);
        if (whole.Size > YamlLimits.Nodes)
        {
            diagnostics.Add(Rules.TooLarge.At(file.At, "with the files that it extends the file has too many values"));
            return Failed(diagnostics);
        }
        var variables = new EnvironmentVariables(options.Environment, diagnostics);
        var filled = (MappingNode)variables.Fill(whole);

        var positions = new SourceMap(filled);
        var reading = new Reading(DefinedNames.Of(filled), positions) { Blocks = options.Blocks, Verifiers = options.Verifiers };
        kind.TryRead(filled, Slot.Root(SourcePosition.StartOf(path)), reading, out var spec);
        diagnostics.AddRange(reading.Diagnostics.Where(diagnostic => !variables.Faulty.Contains(diagnostic.Position)));
        if (spec?.Sweep is { } sweep && !options.IsTrial)
        {
            ReadResult Try(string setting) => Read(path, text, options with { Overrides = [.. options.Overrides, setting], IsTrial = true });
            spec = spec with { Sweep = SweepRules.Check(sweep, Try, positions, diagnostics.Add) };
        }
        var failed = diagnostics.Any(diagnostic => diagnostic.Level == DiagnosticLevel.Error);
        return new(failed ? null : spec, YamlWriter.Write(whole), positions, Sorted(diagnostics));
    }

    private static ReadResult Failed(List<SpecDiagnostic> diagnostics) => new(null, "", new SourceMap(null), Sorted(diagnostics));

    /// <summary>By place in the file; what stands in one place keeps its order, since sorting is stable.</summary>
    private static EquatableArray<SpecDiagnostic> Sorted(List<SpecDiagnostic> diagnostics)
    {
        var sorted = diagnostics.OrderBy(diagnostic => diagnostic.Position.Start).ToList();
        if (sorted.Count <= YamlLimits.Diagnostics) return new(sorted);
        var shown = sorted.Take(YamlLimits.Diagnostics).ToList();
        return new([.. shown, Rules.TooLarge.At(shown[0].Position, $"{sorted.Count - shown.Count} more errors are not shown")]);
    }
}
